import CMariaDB
import COpenSSL
import Glibc

/// The client's part of `caching_sha2_password`, the default login method of MySQL 8, and of its predecessor
/// `sha256_password`. Debian's libmariadb.a contains neither of them: they are plugins in shared libraries, which a
/// static executable cannot load.
/// https://dev.mysql.com/doc/dev/mysql-server/latest/page_caching_sha2_authentication_exchanges.html
///
/// It works over TLS only. libmariadb starts TLS before a plugin sends its first answer, or refuses to continue. The
/// password itself may therefore be sent when the server has no cached entry, and no RSA key is needed.
enum CachingSHA2Password {
    /// Computes XOR(SHA256(password), SHA256(SHA256(SHA256(password)), nonce)).
    ///
    /// - Parameter nonce: the 20 bytes that the server sent.
    static func scramble(password: [UInt8], nonce: [UInt8]) -> [UInt8] {
        let first = sha256(password)
        return zip(first, sha256(sha256(first) + nonce)).map { $0 ^ $1 }
    }

    private static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        SHA256(bytes, bytes.count, &digest)
        return digest
    }

    /// Registers the plugins with libmariadb. They are kept for the process's life because libmariadb keeps pointers to
    /// them.
    ///
    /// - Parameter handle: the handle on which libmariadb reports errors.
    /// - Returns: `true` when libmariadb accepted the plugins.
    static func register(_ handle: UnsafeMutablePointer<MYSQL>) -> Bool {
        let caching = plugin("caching_sha2_password") { vio, handle in CachingSHA2Password.authenticate(vio, handle) }
        let plain = plugin("sha256_password") { vio, handle in CachingSHA2Password.sendPassword(vio, handle) }
        guard cmariadb_register(caching, handle) == 1 else { return false }
        return cmariadb_register(plain, handle) == 1
    }

    private static func plugin(
        _ name: String,
        _ authenticate: @convention(c) (UnsafeMutablePointer<MYSQL_PLUGIN_VIO>?, UnsafeMutablePointer<MYSQL>?) -> Int32
    ) -> UnsafeMutablePointer<cmariadb_authentication_plugin> {
        let plugin = UnsafeMutablePointer<cmariadb_authentication_plugin>.allocate(capacity: 1)
        plugin.initialize(to: cmariadb_authentication_plugin())
        plugin.pointee.name = UnsafePointer(strdup(name))
        plugin.pointee.authenticate_user = authenticate
        return plugin
    }

    private static let succeeded: UInt8 = 3
    private static let passwordWanted: UInt8 = 4

    private static func authenticate(
        _ vio: UnsafeMutablePointer<MYSQL_PLUGIN_VIO>?,
        _ handle: UnsafeMutablePointer<MYSQL>?
    ) -> Int32 {
        guard let vio, let handle else { return CR_ERROR }
        guard let nonce = read(vio), nonce.count >= 20 else { return Int32(CR_SERVER_HANDSHAKE_ERR) }
        let password = password(handle)
        guard !password.isEmpty else { return write(vio, [0]) ? CR_OK : CR_ERROR }
        guard write(vio, scramble(password: password, nonce: Array(nonce.prefix(20)))) else { return CR_ERROR }
        guard let answer = read(vio) else { return CR_ERROR }
        switch answer.first {
        case succeeded where answer.count == 1: return CR_OK
        case passwordWanted where answer.count == 1:
            guard mysql_get_ssl_cipher(handle) != nil else { return CR_ERROR }
            return write(vio, password + [0]) ? CR_OK : CR_ERROR
        // OK, an error or another plugin: libmariadb reads it where it lies.
        default: return CR_OK_HANDSHAKE_COMPLETE
        }
    }

    private static func sendPassword(
        _ vio: UnsafeMutablePointer<MYSQL_PLUGIN_VIO>?,
        _ handle: UnsafeMutablePointer<MYSQL>?
    ) -> Int32 {
        guard let vio, let handle, handle.pointee.options.use_ssl != 0 else { return CR_ERROR }
        guard read(vio) != nil else { return CR_ERROR }
        return write(vio, password(handle) + [0]) ? CR_OK : CR_ERROR
    }

    private static func password(_ handle: UnsafeMutablePointer<MYSQL>) -> [UInt8] {
        handle.pointee.passwd.map { Array(String(cString: $0).utf8) } ?? []
    }

    private static func read(_ vio: UnsafeMutablePointer<MYSQL_PLUGIN_VIO>) -> [UInt8]? {
        var start: UnsafeMutablePointer<UInt8>?
        guard let read = vio.pointee.read_packet else { return nil }
        let count = read(vio, &start)
        guard count >= 0 else { return nil }
        return Array(UnsafeBufferPointer(start: start, count: Int(count)))
    }

    private static func write(_ vio: UnsafeMutablePointer<MYSQL_PLUGIN_VIO>, _ bytes: [UInt8]) -> Bool {
        guard let write = vio.pointee.write_packet else { return false }
        return write(vio, bytes, Int32(bytes.count)) == 0
    }
}
