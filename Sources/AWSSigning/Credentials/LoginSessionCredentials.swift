import JSON
import LocalFile
import UTCTime

/// The credentials that `aws login` stored for a console session.
///
/// They last 15 minutes. Only the AWS CLI renews them, with a refresh token and a key that it keeps in the same folder.
/// Any `aws` command with the same profile does this.
/// https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sign-in.html
public struct LoginSessionCredentials: CredentialProvider {
    private let session: String
    private let folder: String

    /// Prepares to read a stored session.
    ///
    /// - Parameters:
    ///   - session: value of `login_session`.
    ///   - folder: the folder where the AWS CLI keeps the sessions: `~/.aws/login/cache`.
    public init(_ session: String, folder: String) {
        self.session = session
        self.folder = folder
    }

    /// Reads the stored credentials.
    ///
    /// - Throws: ``CredentialError`` that tells the reader to log in, or how to renew expired keys.
    public func credentials() throws -> Credentials {
        let path = "\(folder)/\(Digest.hex(Digest.sha256(Array(session.utf8)))).json"
        guard let bytes = try? LocalFile.bytes(at: path, limit: 1 << 20),
            let token = try? JSONDocument(bytes)["accessToken"], let key = try? token["accessKeyId"].string,
            let secret = try? token["secretAccessKey"].string,
            let expiration = (try? token["expiresAt"].string).flatMap({ UTCTime(iso8601: $0) })
        else { throw CredentialError("there is no session of \(session): run `aws login`") }
        guard expiration > .now() else {
            throw CredentialError(
                "the keys of session \(session) ended at \(expiration.rfc3339), and only the AWS CLI renews them: run an `aws` command with the same profile, or `aws login`"
            )
        }
        return Credentials(
            accessKeyID: key,
            secretAccessKey: secret,
            sessionToken: try? token["sessionToken"].string,
            expiration: expiration
        )
    }
}
