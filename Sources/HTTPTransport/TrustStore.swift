import CCurl
import Glibc
import LocalFile

/// The source of TLS roots. Reading a bundle of 140 certificates costs OpenSSL 3 about 50 ms in every cold start; a
/// hashed directory is read one file per handshake.
public enum TrustStore: Sendable, Equatable {
    /// One PEM file.
    case file(String)
    /// A directory of PEM files named by subject hash (`openssl rehash`), as `scripts/package.sh` ships it.
    case directory(String)
    /// The roots libcurl was built with.
    case systemDefault

    /// Chooses the roots: `AWS_CA_BUNDLE`, `SSL_CERT_FILE` or `SSL_CERT_DIR`, in that order; then `certs/` beside the
    /// executable, which is how the zip carries its roots; then the system's.
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
    /// Sets the roots of one of libcurl's easy handles.
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
