import AWSSigning
import HTTPTransport
import LocalFile

/// The temporary credentials of a role, requested with a token from a file. An identity provider renews that token.
/// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRoleWithWebIdentity.html
struct WebIdentityCredentials: CredentialProvider {
    let role: AssumeRoleRequest
    let tokenFile: String
    let endpoint: ServiceEndpoint
    let transport: HTTPTransport

    /// Reads the token and assumes the role with it.
    ///
    /// - Throws: `CredentialError`; it quotes neither the token nor the answer.
    func credentials() async throws -> Credentials {
        guard let token = try? LocalFile.bytes(at: tokenFile, limit: 1 << 20) else {
            throw CredentialError("the web identity token file \(tokenFile) cannot be read")
        }
        let operation = AWSOperation<Credentials>.query(
            "AssumeRoleWithWebIdentity",
            version: AWSService.stsVersion,
            [
                ("RoleArn", role.roleARN), ("RoleSessionName", role.sessionName),
                ("WebIdentityToken", String(decoding: token, as: UTF8.self)),
                ("DurationSeconds", role.durationSeconds.map { String($0) }),
            ],
            isIdempotent: true,
            carriesSecrets: true,
            read: AssumedRoleCredentials.credentials(in:)
        )
        // Not signed: the token is the proof.
        let request = HTTPRequest(
            operation.method,
            endpoint.base + operation.path,
            headers: operation.headers,
            body: operation.body
        )
        let response: HTTPResponse
        do {
            response = try await transport.send(request)
        } catch let error as TransportError {
            throw CredentialError("role \(role.roleARN) cannot be assumed: \(error)")
        }
        if response.status == 200, let credentials = operation.read(response) { return credentials }
        guard response.status != 200 else {
            let summary = ServiceErrorBody.summary(of: response)
            throw CredentialError("role \(role.roleARN) cannot be assumed by web identity: \(summary)")
        }
        let error = ServiceErrorBody(response, .query)
        throw CredentialError("role \(role.roleARN) cannot be assumed by web identity: \(error.code): \(error.message)")
    }
}
