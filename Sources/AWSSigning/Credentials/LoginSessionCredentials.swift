import JSON
import LocalFile
import UTCTime

/// The credentials that `aws login` stored for a console session.
///
/// They last 15 minutes. Only the AWS CLI renews them, with the refresh token and the key that it keeps beside them: any `aws`
/// command with the same profile does.
/// https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sign-in.html
public struct LoginSessionCredentials: CredentialProvider {
    private let session: String
    private let folder: String

    /// - Parameters:
    ///   - session: value of `login_session`.
    ///   - folder: where the AWS CLI keeps them: `~/.aws/login/cache`.
    public init(_ session: String, folder: String) {
        self.session = session
        self.folder = folder
    }

    /// - Throws: ``CredentialError`` that says to log in, or who renews keys that have ended.
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
