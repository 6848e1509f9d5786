public import HTTPTransport
import JSON

/// The credentials of an EC2 instance's role, from version 2 of the instance metadata service.
/// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html
public struct InstanceCredentials: CredentialProvider {
    private let base: String
    private let transport: HTTPTransport

    /// Reads the service's address from `AWS_EC2_METADATA_SERVICE_ENDPOINT`, else from
    /// `AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE`: `IPv4` or `IPv6`.
    ///
    /// - Returns: `nil` when `AWS_EC2_METADATA_DISABLED` is true.
    public init?(environment: (String) -> String?, transport: HTTPTransport) {
        guard environment("AWS_EC2_METADATA_DISABLED")?.lowercased() != "true" else { return nil }
        let isIPv6 = environment("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")?.lowercased() == "ipv6"
        let named = environment("AWS_EC2_METADATA_SERVICE_ENDPOINT").flatMap { $0.isEmpty ? nil : $0 }
        var base = named ?? (isIPv6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254")
        while base.hasSuffix("/") { base.removeLast() }
        self.base = base
        self.transport = transport
    }

    /// Requests the credentials.
    ///
    /// - Throws: ``CredentialError``; it quotes no answer.
    public func credentials() async throws -> Credentials {
        let token = try await text(.put, "api/token", ["X-aws-ec2-metadata-token-ttl-seconds": "300"])
        let headers: HTTPHeaders = ["X-aws-ec2-metadata-token": token]
        let roles = "meta-data/iam/security-credentials/"
        guard let role = try await text(.get, roles, headers).split(whereSeparator: \.isNewline).first else {
            throw CredentialError("the instance metadata service names no role: give the instance a profile with one")
        }
        let body = try await text(.get, roles + role, headers)
        let answer = try? JSONDocument(body)
        guard let answer, let key = try? answer["AccessKeyId"].string,
            let secret = try? answer["SecretAccessKey"].string
        else { throw CredentialError("the instance metadata service answered something that is not credentials") }
        return Credentials(
            accessKeyID: key,
            secretAccessKey: secret,
            sessionToken: try? answer["Token"].string,
            expiration: try Credentials.expiration(try? answer["Expiration"].string)
        )
    }

    private func text(_ method: HTTPRequest.Method, _ path: String, _ headers: HTTPHeaders) async throws -> String {
        var request = HTTPRequest(method, "\(base)/latest/\(path)", headers: headers)
        request.limits = HTTPLimits(connect: .seconds(1), stalled: .seconds(1), total: .seconds(2))
        request.usesProxy = false
        do {
            let response = try await transport.send(request)
            guard response.status == 200 else {
                throw CredentialError("the instance metadata service answered HTTP \(response.status)")
            }
            return String(decoding: response.body, as: UTF8.self)
        } catch let error as TransportError {
            throw CredentialError("the instance metadata service did not answer: \(error)")
        }
    }
}
