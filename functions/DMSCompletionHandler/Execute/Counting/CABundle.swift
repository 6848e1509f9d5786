import AWSS3
import Glibc
import LocalFile
import Synchronization

/// The file of CA certificates for database connections. libpq reads one file, not a folder as the HTTP transport does.
final class CABundle: Sendable {
    private let place: HandlerSettings.CASource
    private let store: S3
    /// Folders that may contain the zip's `certs/` folder. The file itself is written to `temporaryFolder`.
    private let folders: [String]
    private let temporaryFolder: String
    private let made = Mutex<String?>(nil)

    /// - Parameters:
    ///   - folders: searched in this order. The first folder with files in its `certs/` is used.
    init(_ place: HandlerSettings.CASource, store: S3, folders: [String], temporaryFolder: String) {
        self.place = place
        self.store = store
        self.folders = folders
        self.temporaryFolder = temporaryFolder
    }

    /// Returns the path of the certificate file. The first call writes the file if that is necessary.
    ///
    /// - Throws: ``CheckBlocked``.
    func file(deadline: ContinuousClock.Instant) async throws -> String {
        if let path = made.withLock({ $0 }) { return path }
        let path: String
        switch place {
        case .file(let given):
            guard access(given, R_OK) == 0 else {
                throw CheckBlocked("DATABASE_ROOTS is \(given), which cannot be read", isTransient: false)
            }
            path = given
        case .object(let location):
            do {
                let object = try await store.getObject(bucket: location.bucket, key: location.key, deadline: deadline)
                path = try write(object.bytes)
            } catch {
                throw CheckBlocked("reading DATABASE_ROOTS from \(location)", error)
            }
        case .shipped: path = try write(shipped())
        }
        made.withLock { $0 = path }
        return path
    }

    private func write(_ certificates: [UInt8]) throws -> String {
        let path = "\(temporaryFolder)/database-roots-\(getpid()).pem"
        guard let file = fopen(path, "w") else { throw failure("opening", path) }
        let written = fwrite(certificates, 1, certificates.count, file)
        guard fclose(file) == 0, written == certificates.count else { throw failure("writing", path) }
        return path
    }

    private func failure(_ doing: String, _ path: String) -> CheckBlocked {
        CheckBlocked("\(doing) \(path) for the databases' CA certificates: errno \(errno)", isTransient: false)
    }

    private func shipped() throws -> [UInt8] {
        for folder in folders {
            let names = Self.names(in: "\(folder)/certs")
            guard !names.isEmpty else { continue }
            return names.flatMap { ((try? LocalFile.bytes(at: "\(folder)/certs/\($0)")) ?? []) + [0x0A] }
        }
        throw CheckBlocked("no CA certificates for the databases: set DATABASE_ROOTS", isTransient: false)
    }

    /// Returns the sorted names of a folder's files, such as `5ad8a5d6.0` in a hashed folder.
    private static func names(in folder: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
