import CCurl
import Glibc
import LocalFile

/// The source of the root certificates for TLS. OpenSSL 3 needs about 50 ms in every cold start to read a bundle of 140
/// certificates; from a hashed directory it reads one file per handshake.
public enum TrustStore: Sendable, Equatable {
    /// One PEM file.
    case file(String)
    /// A directory of PEM files named by subject hash (`openssl rehash`), as `scripts/package.sh` ships it.
    case directory(String)
    /// The roots that libcurl was built with.
    case systemDefault

    /// Chooses the source of the roots: `AWS_CA_BUNDLE`, `SSL_CERT_FILE` or `SSL_CERT_DIR`, in that order. Without
    /// these it is the folder `certs/` next to the executable, where the zip has its roots, or else the system's roots.
    public static func standard(environment: (String) -> String?) -> TrustStore {
        for name in ["AWS_CA_BUNDLE", "SSL_CERT_FILE"] {
            if let path = environment(name), !path.isEmpty { return .file(path) }
        }
        if let path = environment("SSL_CERT_DIR"), !path.isEmpty { return .directory(path) }
        for folder in [environment("LAMBDA_TASK_ROOT"), LocalFile.folderOfExecutable] {
            if let folder, !folder.isEmpty, access("\(folder)/certs", R_OK | X_OK) == 0 {
                return .directory("\(folder)/certs")
            }
        }
        return .systemDefault
    }
}

extension TrustStore {
    /// Sets these roots on one of libcurl's easy handles.
    package func apply(to easy: UnsafeMutableRawPointer) {
        switch self {
        case .systemDefault: break
        case .file(let path):
            _ = ccurl_setopt_string(easy, CURLOPT_CAINFO, path)
            // A bundle that somebody names replaces the system's roots; it does not add to them.
            _ = ccurl_setopt_string(easy, CURLOPT_CAPATH, nil)
        case .directory(let path):
            _ = ccurl_setopt_string(easy, CURLOPT_CAINFO, nil)
            _ = ccurl_setopt_string(easy, CURLOPT_CAPATH, path)
        }
    }
}
