import JSON
import LocalFile
import UTCTime

/// The credentials that `aws login` has put down for a console session. They are not renewed here.
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

    /// - Throws: ``CredentialError`` that says to log in.
    public func credentials() throws -> Credentials {
        let path = "\(folder)/\(Digest.hex(Digest.sha256(Array(session.utf8)))).json"
        guard let bytes = try? LocalFile.bytes(at: path, limit: 1 << 20),
            let token = try? JSONDocument(bytes)["accessToken"], let key = try? token["accessKeyId"].string,
            let secret = try? token["secretAccessKey"].string,
            let expiry = (try? token["expiresAt"].string).flatMap({ UTCTime(iso8601: $0) }), expiry > .now()
        else { throw CredentialError("there is no open session of \(session): run `aws login`") }
        return Credentials(
            accessKeyID: key,
            secretAccessKey: secret,
            sessionToken: try? token["sessionToken"].string,
            expiration: expiry
        )
    }
}
