import Glibc
import JSON
import LocalFile

/// The credentials that a command prints. The calling thread waits for the command, which is fine for a bootstrap that
/// is run by hand.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
public struct ProcessCredentials: CredentialProvider {
    private let command: String

    /// Makes a provider of the credentials that a command prints. The command does not run yet.
    ///
    /// - Parameter command: the command line in the profile, for the shell.
    public init(_ command: String) { self.command = command }

    /// Runs the command and reads its output.
    ///
    /// - Throws: ``CredentialError``; it quotes no output of the command.
    public func credentials() throws -> Credentials {
        guard let pipe = popen(command, "r") else { throw CredentialError("credential_process cannot be started") }
        let output = try? LocalFile.bytes(of: fileno(pipe), named: "credential_process", limit: 1 << 20)
        let status = pclose(pipe)
        guard status == 0 else {
            // The low byte is the signal that ended it.
            let end = status & 0x7F == 0 ? "with status \(status >> 8 & 0xFF)" : "by signal \(status & 0x7F)"
            throw CredentialError("credential_process ended \(end); run it by hand to see why")
        }
        guard let answer = try? JSONDocument(output ?? []), (try? answer["Version"].int) == 1,
            let key = try? answer["AccessKeyId"].string, let secret = try? answer["SecretAccessKey"].string
        else { throw CredentialError("credential_process printed something that is not credentials of version 1") }
        return Credentials(
            accessKeyID: key,
            secretAccessKey: secret,
            sessionToken: try? answer["SessionToken"].string,
            expiration: try Credentials.expiration(try? answer["Expiration"].string)
        )
    }
}
