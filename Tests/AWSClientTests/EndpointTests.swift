import Testing

@testable import AWSClient

@Suite struct EndpointTests {
    static let glue = AWSService(
        name: "Glue",
        endpointPrefix: "glue",
        wireProtocol: .json(version: "1.1", targetPrefix: "AWSGlue")
    )
    static let data = AWSService(
        name: "Redshift Data",
        endpointPrefix: "redshift-data",
        wireProtocol: .json(version: "1.1", targetPrefix: "RedshiftData")
    )
    static let sts = AWSService(
        name: "STS",
        endpointPrefix: "sts",
        wireProtocol: .query
    )
    static let s3 = AWSService(name: "S3", endpointPrefix: "s3", wireProtocol: .restXML, addressing: .bucket)

    private func resolver(_ region: String, _ variables: [String: String] = [:]) throws -> EndpointResolver {
        try EndpointResolver(region: region) { variables[$0] }
    }

    private static let fips = ["AWS_USE_FIPS_ENDPOINT": "true"]
    private static let dual = ["AWS_USE_DUALSTACK_ENDPOINT": "true"]
    private static let both = fips.merging(dual) { $1 }

    @Test(arguments: [
        (glue, "eu-west-1", [:], "https://glue.eu-west-1.amazonaws.com"),
        (glue, "cn-north-1", [:], "https://glue.cn-north-1.amazonaws.com.cn"),
        (glue, "us-gov-west-1", [:], "https://glue.us-gov-west-1.amazonaws.com"),
        (glue, "us-east-1", fips, "https://glue-fips.us-east-1.amazonaws.com"),
        (data, "eu-west-1", dual, "https://redshift-data.eu-west-1.api.aws"),
        (data, "us-east-1", both, "https://redshift-data-fips.us-east-1.api.aws"),
        (glue, "cn-north-1", dual, "https://glue.cn-north-1.api.amazonwebservices.com.cn"),
        (sts, "us-gov-west-1", fips, "https://sts.us-gov-west-1.amazonaws.com"),
        (sts, "us-east-2", fips, "https://sts-fips.us-east-2.amazonaws.com"),
    ])
    func followsPartitionAndSwitches(service: AWSService, region: String, variables: [String: String], url: String)
        throws
    {
        #expect(try resolver(region, variables).endpoint(of: service).base == url)
    }

    @Test(arguments: [
        ("eu-west-1", [:], "bucket", "https://bucket.s3.eu-west-1.amazonaws.com", ""),
        ("cn-north-1", [:], "bucket", "https://bucket.s3.cn-north-1.amazonaws.com.cn", ""),
        ("us-east-1", fips, "bucket", "https://bucket.s3-fips.us-east-1.amazonaws.com", ""),
        ("us-east-1", dual, "bucket", "https://bucket.s3.dualstack.us-east-1.amazonaws.com", ""),
        ("us-gov-west-1", both, "bucket", "https://bucket.s3-fips.dualstack.us-gov-west-1.amazonaws.com", ""),
        ("eu-west-1", [:], "dotted.bucket", "https://s3.eu-west-1.amazonaws.com", "/dotted.bucket"),
        ("eu-west-1", [:], "Old_Bucket", "https://s3.eu-west-1.amazonaws.com", "/Old_Bucket"),
        ("eu-west-1", ["AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9000/"], "bucket", "http://127.0.0.1:9000", "/bucket"),
        // No name leaves its segment of the path.
        ("eu-west-1", [:], "a/../b?x#y", "https://s3.eu-west-1.amazonaws.com", "/a%2F..%2Fb%3Fx%23y"),
        (
            "eu-west-1", ["AWS_ENDPOINT_URL_S3": "http://127.0.0.1:9000"], "é b\n", "http://127.0.0.1:9000",
            "/%C3%A9%20b%0A"
        ),
        ("eusc-de-east-1", [:], "bucket", "https://bucket.s3.eusc-de-east-1.amazonaws.eu", ""),
        ("us-isob-east-1", fips, "bucket", "https://bucket.s3-fips.us-isob-east-1.sc2s.sgov.gov", ""),
        ("us-iso-east-1", [:], "bucket", "https://bucket.s3.us-iso-east-1.c2s.ic.gov", ""),
        ("us-isof-south-1", [:], "a.b", "https://s3.us-isof-south-1.csp.hci.ic.gov", "/a.b"),
        ("cn-northwest-1", dual, "bucket", "https://bucket.s3.dualstack.cn-northwest-1.amazonaws.com.cn", ""),
    ])
    func addressesBuckets(region: String, variables: [String: String], bucket: String, base: String, prefix: String)
        throws
    {
        let endpoint = try resolver(region, variables).endpoint(of: Self.s3).forBucket(bucket)
        #expect(endpoint.base == base)
        #expect(endpoint.pathPrefix == prefix)
    }

    @Test func customEndpointsByServiceWinOverTheGeneralOne() throws {
        let variables = [
            "AWS_ENDPOINT_URL": "http://127.0.0.1:1", "AWS_ENDPOINT_URL_REDSHIFT_DATA": "http://127.0.0.1:2//",
        ]
        #expect(try resolver("eu-west-1", variables).endpoint(of: Self.data).base == "http://127.0.0.1:2")
        #expect(try resolver("eu-west-1", variables).endpoint(of: Self.glue).base == "http://127.0.0.1:1")
        let ignoring = variables.merging(["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS": "true"]) { $1 }
        #expect(
            try resolver("eu-west-1", ignoring).endpoint(of: Self.glue).base == "https://glue.eu-west-1.amazonaws.com"
        )
    }

    @Test(arguments: ["", "EU-WEST-1", "eu west", "eu-west-1.evil.com", "eu/west", "-x", "a@b"])
    func aRegionCannotChangeTheHost(region: String) {
        #expect(throws: AWSConfigurationError.self) { try resolver(region) }
    }

    @Test(arguments: ["127.0.0.1:9000", "ftp://x", "http://", "http:///x", "http://a b", "https://x?y", "http://é"])
    func aCustomEndpointThatIsNoneIsNamed(url: String) throws {
        let resolver = try resolver("eu-west-1", ["AWS_ENDPOINT_URL_S3": url])
        let error = #expect(throws: AWSConfigurationError.self) { try resolver.endpoint(of: Self.s3) }
        #expect(error?.description.hasPrefix("AWS_ENDPOINT_URL_S3 ") == true)
    }

    @Test func aSwitchIsTrueOrFalse() {
        let error = #expect(throws: AWSConfigurationError.self) {
            try resolver("eu-west-1", ["AWS_USE_FIPS_ENDPOINT": "yes"])
        }
        #expect(error?.description.contains("AWS_USE_FIPS_ENDPOINT") == true)
    }

    @Test func thereIsNoFIPSForS3InChina() throws {
        let error = #expect(throws: AWSConfigurationError.self) {
            try resolver("cn-north-1", Self.fips).endpoint(of: Self.s3)
        }
        #expect(error?.description.contains("S3 has no FIPS endpoint in cn-north-1") == true)
    }

    @Test(arguments: [
        ("us-iso-east-1", AWSPartition.iso, "https://glue.us-iso-east-1.c2s.ic.gov"),
        ("us-isob-east-1", .isoB, "https://glue.us-isob-east-1.sc2s.sgov.gov"),
        ("eu-isoe-west-1", .isoE, "https://glue.eu-isoe-west-1.cloud.adc-e.uk"),
        ("us-isof-south-1", .isoF, "https://glue.us-isof-south-1.csp.hci.ic.gov"),
        ("eusc-de-east-1", .europeanSovereign, "https://glue.eusc-de-east-1.amazonaws.eu"),
        ("us-gov-east-1", .govCloud, "https://glue.us-gov-east-1.amazonaws.com"),
        ("cn-northwest-1", .china, "https://glue.cn-northwest-1.amazonaws.com.cn"),
        ("xx-new-9", .aws, "https://glue.xx-new-9.amazonaws.com"),
    ])
    func everyPartitionHasItsSuffix(region: String, partition: AWSPartition, url: String) throws {
        #expect(AWSPartition(region: region) == partition)
        #expect(try resolver(region).endpoint(of: Self.glue).base == url)
    }
}
