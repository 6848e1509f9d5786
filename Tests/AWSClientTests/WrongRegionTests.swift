import HTTPTransport
import Testing

@testable import AWSClient

@Suite struct WrongRegionTests {
    private func parse(_ status: Int, _ headers: HTTPHeaders = [:], _ body: String = "", code: String) -> WrongRegion? {
        WrongRegion(
            HTTPResponse(status: status, headers: headers, body: Array(body.utf8)),
            code: code,
            signed: "us-east-1"
        )
    }

    @Test(arguments: [
        ("bucket.s3.eu-west-1.amazonaws.com", "eu-west-1"),
        ("bucket.s3-us-west-2.amazonaws.com", "us-west-2"),
        ("s3.dualstack.ap-south-1.amazonaws.com", "ap-south-1"),
        ("bucket.s3-fips.us-gov-west-1.amazonaws.com", "us-gov-west-1"),
        ("bucket.s3-fips.dualstack.us-east-2.amazonaws.com", "us-east-2"),
        ("my.s3.bucket.s3.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ("https://bucket.s3.eu-central-1.amazonaws.com/a/s3.b", "eu-central-1"),
        ("bucket.s3.amazonaws.com", "us-east-1"),
        ("bucket.s3.eusc-de-east-1.amazonaws.eu:443", "eusc-de-east-1"),
        ("b.s3-external-1.amazonaws.com", "us-east-1"), ("s3-fips-us-gov-west-1.amazonaws.com", "us-gov-west-1"),
        ("b.s3-eu-west-1.amazonaws.com/k?x=s3.us-west-2", "eu-west-1"),
        ("b.s3.us-iso-east-1.c2s.ic.gov", "us-iso-east-1"),
        ("b.s3.us-isob-east-1.sc2s.sgov.gov", "us-isob-east-1"),
        ("b.s3-fips.eu-isoe-west-1.cloud.adc-e.uk", "eu-isoe-west-1"),
        ("b.s3.us-isof-south-1.csp.hci.ic.gov", "us-isof-south-1"),
        ("http://b.s3.me-south-1.amazonaws.com", "me-south-1"),
        ("b.s3-.amazonaws.com", nil), ("b.s3.EVIL/../.com", nil),
        ("127.0.0.1:9000", nil), ("", nil), ("s3", nil),
    ])
    func theRegionOfAHostName(host: String, region: String?) {
        #expect(WrongRegion.region(ofHost: host) == region)
    }

    @Test func everyFormIsRead() {
        let header: HTTPHeaders = ["x-amz-bucket-region": "eu-west-1"]
        #expect(parse(301, header, code: "HTTP301")?.actual == "eu-west-1")
        #expect(
            parse(307, ["Location": "https://b.s3.eu-west-1.amazonaws.com/k"], code: "HTTP307")?.actual == "eu-west-1"
        )
        let endpoint = "<Error><Code>PermanentRedirect</Code><Endpoint>b.s3-eu-west-1.amazonaws.com</Endpoint></Error>"
        #expect(parse(301, [:], endpoint, code: "PermanentRedirect")?.actual == "eu-west-1")
        let region = "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-1</Region></Error>"
        #expect(parse(400, [:], region, code: "AuthorizationHeaderMalformed")?.actual == "eu-west-1")
        let optIn =
            "<Error><Message>The me-south-1 location constraint is incompatible for the region specific endpoint this request was sent to.</Message></Error>"
        #expect(parse(400, [:], optIn, code: "IllegalLocationConstraintException")?.actual == "me-south-1")
        #expect(parse(403, header, code: "HTTP403")?.actual == "eu-west-1")
        #expect(parse(400, header, code: "HTTP400")?.actual == "eu-west-1")
    }

    /// The words of S3's first years, and the message where a store leaves the element out.
    @Test(arguments: [
        ("<Region>EU</Region>", "eu-west-1"), ("<Region>US</Region>", "us-east-1"),
        ("<Message>the region 'us-east-1' is wrong; expecting 'ap-southeast-2'</Message>", "ap-southeast-2"),
        (
            "<Message>The authorization header is malformed; the region is wrong; expecting 'eu-north-1'.</Message>",
            "eu-north-1"
        ),
        ("<Message>expecting</Message>", nil), ("<Message>expecting 'a b'</Message><Region></Region>", nil),
        ("<Message>a non-empty Access Key (AKID) must be provided in the credential.</Message>", nil),
    ])
    func aMalformedAuthorizationNamesTheRegionInSomeWay(element: String, region: String?) {
        let body = "<Error><Code>AuthorizationHeaderMalformed</Code>\(element)</Error>"
        #expect(parse(400, [:], body, code: "AuthorizationHeaderMalformed")?.actual == region)
    }

    @Test(arguments: [
        (307, "TemporaryRedirect"), (301, "PermanentRedirect"), (302, "HTTP302"), (301, "HTTP301"), (307, "Redirect"),
    ])
    func aRedirectsHeaderCountsForMoreThanItsHost(status: Int, code: String) {
        let headers: HTTPHeaders = ["x-amz-bucket-region": "EU", "Location": "https://b.s3.us-west-2.amazonaws.com/"]
        #expect(parse(status, headers, code: code)?.actual == "eu-west-1")
    }

    @Test func whatNamesNoRegionIsAskedFor() {
        #expect(parse(400, code: "HTTP400") == WrongRegion.unnamed)
        let message = "<Error><Message>The unspecified location constraint is incompatible</Message></Error>"
        #expect(parse(400, [:], message, code: "IllegalLocationConstraintException") == WrongRegion.unnamed)
        #expect(parse(301, ["x-amz-bucket-region": "evil.example/"], code: "HTTP301") == WrongRegion.unnamed)
    }

    @Test func otherErrorsSayNothingAboutRegions() {
        #expect(parse(403, ["x-amz-bucket-region": "us-east-1"], code: "AccessDenied") == nil)
        #expect(parse(404, code: "NoSuchKey") == nil)
        #expect(parse(400, [:], "<Error><Code>x</Code></Error>", code: "AuthorizationHeaderMalformed") == nil)
    }
}

extension WrongRegion {
    fileprivate static var unnamed: WrongRegion? {
        WrongRegion(HTTPResponse(status: 400, headers: [:], body: []), code: "HTTP400", signed: "us-east-1")
    }
}
