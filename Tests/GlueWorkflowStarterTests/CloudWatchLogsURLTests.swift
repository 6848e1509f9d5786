import Testing

@testable import GlueWorkflowStarter

/// Links from a run to its logs in the console.
@Suite struct CloudWatchLogsURLTests {
    @Test(arguments: [
        ("eu-west-1", "https://eu-west-1.console.aws.amazon.com/"),
        ("cn-north-1", "https://cn-north-1.console.amazonaws.cn/"),
        ("us-gov-west-1", "https://us-gov-west-1.console.amazonaws-us-gov.com/"),
        ("eusc-de-east-1", "https://eusc-de-east-1.console.amazonaws-eusc.eu/"),
    ])
    func logLinksLeadToTheRunsStream(region: String, host: String) {
        let links = CloudWatchLogsURL(region: region)
        #expect(
            links.job(group: nil, run: "jr_1", isBad: true)
                == "\(host)cloudwatch/home?region=\(region)#logsV2:log-groups/log-group/$252Faws-glue$252Fjobs$252Ferror/log-events/jr_1"
        )
        #expect(
            links.job(group: "/aws-glue/jobs-x/", run: "jr_1", isBad: false)?.hasSuffix(
                "$252Fjobs-x$252Foutput/log-events/jr_1"
            ) == true
        )
        let crawl = links.crawl(group: "/aws-glue/crawlers", stream: "a b")
        #expect(crawl?.hasSuffix("$252Fcrawlers/log-events/a$2520b") == true)
    }

    @Test(arguments: ["us-iso-east-1", "us-isob-east-1", "eu-isoe-west-1", "us-isof-south-1"])
    func aPartitionWithoutAPublicConsoleHasNoLinks(region: String) {
        let links = CloudWatchLogsURL(region: region)
        #expect(links.job(group: nil, run: "jr_1", isBad: true) == nil)
        #expect(links.crawl(group: "g", stream: "s") == nil)
    }
}
