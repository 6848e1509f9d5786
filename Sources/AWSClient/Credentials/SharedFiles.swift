import AWSSigning
import LocalFile

/// `~/.aws/config` and `~/.aws/credentials`, or where the environment says they are. Under Lambda they are never read.
struct SharedFiles: Sendable {
    /// `~/.aws`, where the AWS CLI keeps its tokens too.
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

    /// Reads a file; a missing one counts as empty. The code that needs one of its settings reports that it is missing.
    private func text(_ path: String?) -> String {
        guard let path, let bytes = try? LocalFile.bytes(at: path) else { return "" }
        return String(decoding: bytes, as: UTF8.self)
    }
}
