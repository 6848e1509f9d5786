import Testing

@testable import HTTPTransport

@Suite struct TrustStoreTests {
    private func store(_ variables: [String: String]) -> TrustStore { .standard { variables[$0] } }

    @Test func aBundleNamedByTheUserWins() {
        #expect(store(["AWS_CA_BUNDLE": "/a.pem", "SSL_CERT_FILE": "/b.pem", "SSL_CERT_DIR": "/c"]) == .file("/a.pem"))
        #expect(store(["SSL_CERT_FILE": "/b.pem", "SSL_CERT_DIR": "/c"]) == .file("/b.pem"))
        #expect(store(["SSL_CERT_DIR": "/c"]) == .directory("/c"))
    }

    @Test func anEmptyVariableIsNotSet() {
        #expect(store(["AWS_CA_BUNDLE": "", "SSL_CERT_DIR": "/c"]) == .directory("/c"))
    }

    @Test func withoutCertificatesBesideItTheSystemDecides() {
        #expect(store(["LAMBDA_TASK_ROOT": "/nonexistent"]) == .systemDefault)
    }
}
