import CCurl
import COpenSSL
import Glibc

/// Initializes libcurl and OpenSSL, which is necessary before their first use.
package enum CurlLibrary {
    /// Initializes libcurl and OpenSSL at the first call in a process. Any thread may call it, any number of times.
    package static func start() { _ = globalInitialization }
}

/// Initializes libcurl and OpenSSL, once in a process.
private let globalInitialization: Void = {
    // Writing to a connection the peer has closed must be an error, not SIGPIPE.
    signal(SIGPIPE, SIG_IGN)
    // Before libcurl starts OpenSSL in its own way. The host's openssl.cnf may name provider modules, which a static
    // executable must not load. Reading it, registering thousands of error texts, and listing every cipher by name
    // (which only decrypting PEM files asks for) is half of a cold start.
    let leftOut = OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS | OPENSSL_INIT_NO_ADD_ALL_CIPHERS
    OPENSSL_init_crypto(UInt64(leftOut), nil)
    OPENSSL_init_ssl(UInt64(OPENSSL_INIT_NO_LOAD_SSL_STRINGS), nil)
    curl_global_init(Int(CURL_GLOBAL_ALL))
}()
