public import HTTPTransport
import JSON
import LocalFile
import UTCTime

/// Credentials from a local HTTP endpoint, as in ECS and EKS. Lambda with SnapStart has one too, because it freezes the
/// environment before the keys exist.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
public struct ContainerCredentials: CredentialProvider {
    private let url: String
    private let authorizationToken: String?
    /// The path of the token's file. The file is read again for each request, because EKS renews the token.
    private let tokenFile: String?
    private let transport: HTTPTransport

    /// Reads the endpoint from `AWS_CONTAINER_CREDENTIALS_RELATIVE_URI`, else `…_FULL_URI`, and the token from
    /// `AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE`, else `AWS_CONTAINER_AUTHORIZATION_TOKEN`.
    ///
    /// - Returns: `nil` when neither URI is set.
    /// - Throws: ``CredentialError`` for a URI that would send the token unencrypted to another machine.
    public init?(environment: (String) -> String?, transport: HTTPTransport) throws(CredentialError) {
        if let relative = environment("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"), !relative.isEmpty {
            guard relative.hasPrefix("/") else {
                throw CredentialError("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI must begin with a slash")
            }
            url = "http://169.254.170.2" + relative
        } else if let full = environment("AWS_CONTAINER_CREDENTIALS_FULL_URI"), !full.isEmpty {
            guard Self.isTrusted(full) else {
                throw CredentialError(
                    "AWS_CONTAINER_CREDENTIALS_FULL_URI must be https, or http on this machine or a container agent's address"
                )
            }
            url = full
        } else {
            return nil
        }
        tokenFile = environment("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE").flatMap { $0.isEmpty ? nil : $0 }
        authorizationToken = environment("AWS_CONTAINER_AUTHORIZATION_TOKEN").flatMap { $0.isEmpty ? nil : $0 }
        self.transport = transport
    }

    static func isTrusted(_ url: String) -> Bool {
        if url.hasPrefix("https://") { return true }
        guard url.hasPrefix("http://") else { return false }
        let authority = url.dropFirst("http://".count).prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else { return false }
        let host =
            authority.hasPrefix("[")
            ? authority.prefix { $0 != "]" } + "]"
            : authority.prefix { $0 != ":" }
        let agents = ["localhost", "169.254.170.2", "169.254.170.23", "[::1]", "[fd00:ec2::23]"]
        return agents.contains(String(host)) || isLoopback(host)
    }

    private static func isLoopback(_ host: Substring) -> Bool {
        let octets = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return octets.count == 4 && octets.allSatisfy { $0 != nil } && octets[0] == 127
    }

    /// Requests the credentials, with one retry. The endpoint is on this machine, where a broken connection soon works
    /// again.
    public func credentials() async throws -> Credentials {
        do {
            return try await fetch()
        } catch is CredentialError {
            return try await fetch()
        }
    }

    private func fetch() async throws -> Credentials {
        var request = HTTPRequest(.get, url, headers: ["Accept": "application/json"])
        request.limits = HTTPLimits(connect: .seconds(1), stalled: .seconds(2), total: .seconds(2))
        request.usesProxy = false
        if let token = try token() { request.headers["Authorization"] = token }
        let response: HTTPResponse
        do {
            response = try await transport.send(request)
        } catch let error as TransportError {
            throw CredentialError("the container credentials endpoint did not answer: \(error)")
        }
        guard response.status == 200 else {
            throw CredentialError("the container credentials endpoint answered HTTP \(response.status)")
        }
        guard let body = try? JSONDocument(response.body).decode(Body.self) else {
            throw CredentialError("the container credentials endpoint answered something that is not credentials")
        }
        return Credentials(
            accessKeyID: body.AccessKeyId,
            secretAccessKey: body.SecretAccessKey,
            sessionToken: body.Token,
            expiration: try Credentials.expiration(body.Expiration)
        )
    }

    private func token() throws(CredentialError) -> String? {
        guard let tokenFile else { return authorizationToken }
        guard let bytes = try? LocalFile.bytes(at: tokenFile, limit: 1 << 20) else {
            throw CredentialError("AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE cannot be read")
        }
        return String(decoding: bytes.filter { $0 > 0x20 || $0 == 0x20 }, as: UTF8.self)
    }

    /// The endpoint's answer. The properties have the names of the answer's fields.
    private struct Body: Decodable {
        let AccessKeyId: String
        let SecretAccessKey: String
        let Token: String?
        let Expiration: String?
    }
}
