import AWSClient
import AWSSigning

/// Links into the CloudWatch console, for a person who wants to know why a node failed.
struct CloudWatchLogsURL: Sendable {
    private let region: String

    init(region: String) { self.region = region }

    /// The log of a job run: Glue writes errors and output to streams named after the run, in groups named after the job's.
    /// https://docs.aws.amazon.com/glue/latest/dg/monitor-continuous-logging.html
    ///
    /// - Returns: `nil` in a partition whose console is not public.
    func job(group: String?, run: String, isBad: Bool) -> String? {
        var group = group ?? "/aws-glue/jobs"
        while group.utf8.last == UInt8(ascii: "/") { group.removeLast() }
        return link(group: group + (isBad ? "/error" : "/output"), stream: run)
    }

    /// - Returns: `nil` in a partition whose console is not public.
    func crawl(group: String, stream: String) -> String? { link(group: group, stream: stream) }

    private func link(group: String, stream: String) -> String? {
        guard let host = AWSPartition(region: region).consoleHost else { return nil }
        return
            "https://\(region).\(host)/cloudwatch/home?region=\(region)#logsV2:log-groups/log-group/\(fragment(group))/log-events/\(fragment(stream))"
    }

    /// The console decodes twice, and wants `$` for the outer `%`.
    private func fragment(_ text: String) -> String {
        let twice = PercentEncoding.encode(PercentEncoding.encode(text))
        return String(decoding: twice.utf8.map { $0 == UInt8(ascii: "%") ? UInt8(ascii: "$") : $0 }, as: UTF8.self)
    }
}
