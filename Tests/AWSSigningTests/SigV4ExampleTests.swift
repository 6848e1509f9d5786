import HTTPTransport
import Testing
import UTCTime

@testable import AWSSigning

/// The worked examples AWS publishes: the signature is theirs, to the last digit.
@Suite struct SigV4ExampleTests {
    /// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
    static let s3Examples: [(name: String, request: HTTPRequest, signature: String)] = [
        (
            "GET object",
            HTTPRequest(.get, "https://examplebucket.s3.amazonaws.com/test.txt", headers: ["Range": "bytes=0-9"]),
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41"
        ),
        (
            "PUT object",
            HTTPRequest(
                .put,
                "https://examplebucket.s3.amazonaws.com/test%24file.text",
                headers: ["Date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"],
                body: Array("Welcome to Amazon S3.".utf8)
            ),
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd"
        ),
        (
            "GET bucket lifecycle",
            HTTPRequest(.get, "https://examplebucket.s3.amazonaws.com/?lifecycle"),
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543"
        ),
        (
            "List objects",
            HTTPRequest(.get, "https://examplebucket.s3.amazonaws.com/?max-keys=2&prefix=J"),
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
        ),
    ]

    @Test(arguments: s3Examples) func signsTheExamplesOfS3(name: String, request: HTTPRequest, signature: String) throws
    {
        let signer = SigV4Signer(service: "s3", region: "us-east-1", pathRule: .asSent)
        let credentials = Credentials(
            accessKeyID: "AKIAIOSFODNN7EXAMPLE",
            secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
        )
        var signed = request
        signer.sign(&signed, with: credentials, at: try #require(UTCTime(iso8601: "20130524T000000Z")))
        #expect(signed.headers["Authorization"]?.hasSuffix("Signature=\(signature)") == true)
    }

    /// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
    @Test func signsTheExampleOfIAM() throws {
        let signer = SigV4Signer(service: "iam", region: "us-east-1", pathRule: .normalizedAndEncodedTwice)
        let credentials = Credentials(
            accessKeyID: "AKIDEXAMPLE",
            secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
        )
        var request = HTTPRequest(
            .get,
            "https://iam.amazonaws.com/?Action=ListUsers&Version=2010-05-08",
            headers: ["Content-Type": "application/x-www-form-urlencoded; charset=utf-8"]
        )
        signer.sign(&request, with: credentials, at: try #require(UTCTime(iso8601: "20150830T123600Z")))
        #expect(
            request.headers["Authorization"]
                == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
                + "SignedHeaders=content-type;host;x-amz-date, "
                + "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7"
        )
    }

    @Test func signsAgainWithoutAddingASecondTime() throws {
        let signer = SigV4Signer(service: "s3", region: "us-east-1", pathRule: .asSent)
        let time = try #require(UTCTime(iso8601: "20130524T000000Z"))
        var once = HTTPRequest(.get, "https://b.s3.amazonaws.com/k")
        let credentials = Credentials(accessKeyID: "A", secretAccessKey: "s", sessionToken: "t")
        signer.sign(&once, with: credentials, at: time)
        var twice = once
        signer.sign(&twice, with: credentials, at: time)
        #expect(Set(twice.headers.fields.map(\.name)).count == twice.headers.fields.count)
        #expect(twice.headers["Authorization"] == once.headers["Authorization"])
    }

    @Test func percentEncodesBytes() {
        #expect(PercentEncoding.encode("a b+c%/é😀~-._") == "a%20b%2Bc%25%2F%C3%A9%F0%9F%98%80~-._")
        #expect(PercentEncoding.encodePath("a//../b c") == "a//../b%20c")
    }
}
