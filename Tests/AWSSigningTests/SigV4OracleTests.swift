import FoundationEssentials
import Glibc
import HTTPTransport
import Testing
import UTCTime

@testable import AWSSigning

/// Random requests, signed here and by botocore. `scripts/test.sh` has botocore make them (scripts/lib/sigv4_cases.py)
/// and prints the seed; without `SIGV4_CASES` there is nothing to compare with, and the test says that it was left out.
@Suite struct SigV4OracleTests {
    struct Case: Decodable {
        let service: String
        let region: String
        let method: String
        let url: String
        let headers: [[String]]
        let body: String
        let accessKey: String
        let secretKey: String
        let sessionToken: String?
        let time: String
        let authorization: String
    }

    static let path = getenv("SIGV4_CASES").map { String(cString: $0) }

    @Test(.enabled(if: path != nil, "set SIGV4_CASES to a file made by scripts/lib/sigv4_cases.py"))
    func signsAsBotocoreDoes() throws {
        let path = try #require(Self.path)
        let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: URL(filePath: path)))
        #expect(cases.count >= 2000)
        var differing = 0
        for example in cases {
            let signer = SigV4Signer(
                service: example.service,
                region: example.region,
                pathRule: example.service == "s3" ? .asSent : .normalizedAndEncodedTwice
            )
            var headers = HTTPHeaders()
            for field in example.headers where field.count == 2 { headers.add(field[0], field[1]) }
            var request = HTTPRequest(
                try #require(HTTPRequest.Method(rawValue: example.method)),
                example.url,
                headers: headers,
                body: Array(example.body.utf8)
            )
            let credentials = Credentials(
                accessKeyID: example.accessKey,
                secretAccessKey: example.secretKey,
                sessionToken: example.sessionToken
            )
            signer.sign(&request, with: credentials, at: try #require(UTCTime(iso8601: example.time)))
            let authorization = request.headers["Authorization"]
            if authorization != example.authorization, differing < 5 {
                differing += 1
                Issue.record(
                    "\(example.method) \(example.url) \(example.headers): \(authorization ?? "") instead of \(example.authorization)"
                )
            }
        }
    }
}
