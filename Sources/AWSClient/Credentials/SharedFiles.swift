import AWSSigning
import LocalFile

/// The files `~/.aws/config` and `~/.aws/credentials`, or those that the environment names instead. Under Lambda they
/// are never read.
struct SharedFiles: Sendable {
    /// The folder `~/.aws`, in which the AWS CLI also keeps its tokens.
    let folder: String
    private let configPath: String?
    private let credentialsPath: String?

    init(_ environment: (String) -> String?) {
        let home = environment("HOME")
        folder = (home ?? "") + "/.aws"
        configPath = environment("AWS_CONFIG_FILE") ?? home.map { "\($0)/.aws/config" }
        credentialsPath = environment("AWS_SHARED_CREDENTIALS_FILE") ?? home.map { "\($0)/.aws/credentials" }
    }

    func read() -> SharedConfigFile {
        SharedConfigFile(config: text(configPath), credentials: text(credentialsPath))
    }

    /// Reads a file; a missing file counts as empty. The code that needs a setting reports when that setting is
    /// missing.
    private func text(_ path: String?) -> String {
        guard let path, let bytes = try? LocalFile.bytes(at: path) else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }
}
