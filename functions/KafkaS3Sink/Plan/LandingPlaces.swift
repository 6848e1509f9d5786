import LambdaEvents
import UTCTime

/// The keys of one partition's files, links and quarantined records.
///
/// Names that begin with `_` are hidden from Spark, Athena and crawlers.
struct LandingPlaces: Sendable {
    let bucket: String
    /// The topic's, ending in a slash, or empty.
    let prefix: String
    let partition: KafkaPartition

    init(_ topic: TopicPlan, _ partition: KafkaPartition) {
        bucket = topic.bucket
        prefix = topic.prefix
        self.partition = partition
    }

    var chain: CommitChain { CommitChain(partition: partition, folder: "\(prefix)_commits/\(partition.number)/") }

    /// Names a file after its offsets and the attempt that writes it, so that no attempt overwrites another's.
    ///
    /// - Parameters:
    ///   - date: of its first record; the day is its folder.
    ///   - place: of the file among those of the attempt.
    func file(_ file: LandedFile, at date: UTCTime, writer: String, place: Int) -> String {
        let day = date.rfc3339.prefix(10)
        let offsets = "\(CommitChain.digits(file.first))-\(CommitChain.digits(file.last))"
        return
            "\(prefix)partition=\(partition.number)/date=\(day)/\(offsets).\(writer)-\(place).\(file.format.rawValue)"
    }

    /// Names the link that fills a gap by both of the gap's ends.
    func fill(of gap: ClosedRange<Int64>) -> String {
        let range = "\(CommitChain.digits(gap.lowerBound))-\(CommitChain.digits(gap.upperBound))"
        return "\(prefix)_fills/\(partition.number)/\(range).json"
    }

    func quarantined(_ offset: Int64) -> String {
        "\(prefix)_quarantine/\(partition.number)/\(CommitChain.digits(offset)).json"
    }
}
