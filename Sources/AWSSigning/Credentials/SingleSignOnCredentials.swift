import COpenSSL
public import HTTPTransport
import JSON
import LocalFile
import UTCTime

/// The credentials of a role of IAM Identity Center, for the session that `aws sso login` opened.
/// https://docs.aws.amazon.com/singlesignon/latest/PortalAPIReference/API_GetRoleCredentials.html
public struct SingleSignOnCredentials: CredentialProvider {
    private let role: SingleSignOnRole
    private let endpoint: String
    private let tokenFolder: String
    private let transport: HTTPTransport
    private let now: @Sendable () -> UTCTime

    /// Prepares to use a stored session for a role.
    ///
    /// - Parameters:
    ///   - endpoint: base URL of the portal in the role's region.
    ///   - tokenFolder: the folder where the AWS CLI keeps tokens: `~/.aws/sso/cache`.
    public init(
        _ role: SingleSignOnRole,
        endpoint: String,
        tokenFolder: String,
        transport: HTTPTransport
    ) {
        self.role = role
        self.endpoint = endpoint
        self.tokenFolder = tokenFolder
        self.transport = transport
        now = { .now() }
    }

    /// Reads the token and requests the role's credentials.
    ///
    /// - Throws: ``CredentialError`` that tells the reader to log in, or why the role is refused. It quotes no token
    ///   and no answer.
    public func credentials() async throws -> Credentials {
        let query =
            "role_name=\(PercentEncoding.encode(role.roleName))&account_id=\(PercentEncoding.encode(role.accountID))"
        var request = HTTPRequest(.get, "\(endpoint)/federation/credentials?\(query)")
        request.headers["x-amz-sso_bearer_token"] = try token()
        let response: HTTPResponse
        do {
            response = try await transport.send(request)
        } catch let error as TransportError {
            throw CredentialError("IAM Identity Center did not answer: \(error)")
        }
        if response.status == 401 { throw expired }
        guard response.status == 200, let answer = try? JSONDocument(response.body)["roleCredentials"],
            let key = try? answer["accessKeyId"].string, let secret = try? answer["secretAccessKey"].string
        else {
            throw CredentialError(
                "role \(role.roleName) of account \(role.accountID) is refused by IAM Identity Center: HTTP \(response.status)"
            )
        }
        let milliseconds = try? answer["expiration"].int64
        return Credentials(
            accessKeyID: key,
            secretAccessKey: secret,
            sessionToken: try? answer["sessionToken"].string,
            expiration: milliseconds.map { UTCTime(millisecondsSinceEpoch: $0) }
        )
    }

    private func token() throws(CredentialError) -> String {
        let name = Array(role.tokenName.utf8)
        var digest = [UInt8](repeating: 0, count: Int(SHA_DIGEST_LENGTH))
        SHA1(name, name.count, &digest)
        guard let bytes = try? LocalFile.bytes(at: "\(tokenFolder)/\(Digest.hex(digest)).json", limit: 1 << 20),
            let file = try? JSONDocument(bytes), let token = try? file["accessToken"].string,
            let expiry = (try? file["expiresAt"].string).flatMap(Self.time), expiry > now()
        else { throw expired }
        return token
    }

    /// Reads a time. Old versions of the AWS CLI wrote `2026-11-21T10:00:00UTC`, and such files still exist.
    private static func time(_ text: String) -> UTCTime? {
        UTCTime(iso8601: text.hasSuffix("UTC") ? text.dropLast("UTC".count) + "Z" : text)
    }

    private var expired: CredentialError {
        CredentialError("there is no open session of IAM Identity Center for \(role.tokenName): run `aws sso login`")
    }
}
