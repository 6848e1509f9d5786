import AWSClient
import AWSSigning

/// Makes links to logs in the CloudWatch console, so that a person can see why a node failed.
struct CloudWatchLogsURL: Sendable {
    private let region: String

    init(region: String) { self.region = region }

    /// Returns the link to the log of a job run. Glue writes output and errors to separate log groups, which are named
    /// after the job's log group. Each stream is named after the run.
    /// https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging.html
    ///
    /// - Returns: `nil` in an AWS partition whose console is not public.
    func job(group: String?, run: String, isBad: Bool) -> String? {
        var group = group ?? "/aws-glue/jobs"
        while group.utf8.last == UInt8(ascii: "/") { group.removeLast() }
        return link(group: group + (isBad ? "/error" : "/output"), stream: run)
    }

    /// Returns the link to the log of a crawl.
    ///
    /// - Returns: `nil` in an AWS partition whose console is not public.
    func crawl(group: String, stream: String) -> String? { link(group: group, stream: stream) }

    private func link(group: String, stream: String) -> String? {
        guard let host = AWSPartition(region: region).consoleHost else { return nil }
        return
            "https://\(region).\(host)/cloudwatch/home?region=\(region)#logsV2:log-groups/log-group/\(fragment(group))/log-events/\(fragment(stream))"
    }

    /// Percent-encodes a name twice, with `$` in place of each `%`, because the console decodes its URL in this way.
    private func fragment(_ text: String) -> String {
        let twice = PercentEncoding.encode(PercentEncoding.encode(text))
        return String(decoding: twice.utf8.map { $0 == UInt8(ascii: "%") ? UInt8(ascii: "$") : $0 }, as: UTF8.self)
    }
}
