import LambdaEvents

@testable import KafkaS3Sink

/// The objects of one partition's landing zone: files, and links that are written where there is none.
final class SimulatedLanding {
    /// Offsets in each file.
    private(set) var files: [String: [Int64]] = [:]
    private(set) var links: [Int64: CommitLink] = [:]

    func head(upTo offset: Int64) -> CommitLink? { links.filter { $0.key <= offset }.max { $0.key < $1.key }?.value }

    func link(at start: Int64) -> CommitLink? { links[start] }

    func write(_ offsets: [Int64], named name: String) { files[name] = offsets }

    func delete(_ name: String) { files[name] = nil }

    /// - Returns: `false` where there is a link.
    func commit(_ link: CommitLink) -> Bool {
        guard links[link.start] == nil else { return false }
        links[link.start] = link
        return true
    }

    /// The faults of the chain for a log with these offsets; empty when each offset is in exactly one file that counts.
    func problems(log: [Int64]) -> [String] {
        var problems: [String] = []
        var next: Int64 = 0
        var committed: [Int64] = []
        var gaps: [Int64] = []
        for (start, link) in links.sorted(by: { $0.key < $1.key }) {
            if start != next { problems.append("the chain breaks at \(next): the next link starts at \(start)") }
            next = link.end + 1
            for file in link.files {
                guard let offsets = files[file.url] else {
                    problems.append("\(file.url) is committed and not there")
                    continue
                }
                if Int64(offsets.count) != file.rows || offsets.first != file.first || offsets.last != file.last {
                    problems.append("\(file.url) is not what the link says")
                }
                committed += offsets
            }
            gaps += link.gaps.flatMap { Array($0) }
        }
        if committed != log { problems.append("committed \(committed), the log has \(log)") }
        let missing = Set(0..<(log.last ?? -1) + 1).subtracting(log).sorted()
        if gaps != missing { problems.append("gaps \(gaps), of the log \(missing)") }
        return problems
    }
}
