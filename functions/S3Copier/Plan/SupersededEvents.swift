import AWSS3
import LambdaEvents
import Synchronization

/// The creations of a batch that a later one of the same batch makes pointless: of the same object, and for the same target.
///
/// Copying both would be right as well, and cost more. Where the later one goes elsewhere, is not taken by any route, or cannot be
/// copied, the earlier one counts: the result must not depend on which events SQS put into one batch. So the later ones are copied
/// first.
final class SupersededEvents: Sendable {
    private struct ObjectName: Hashable {
        let bucket: String
        /// The key in bytes: to `String`, two spellings of é are one key.
        let key: [UInt8]

        init(_ bucket: String, _ key: String) {
            self.bucket = bucket
            self.key = Array(key.utf8)
        }

        /// Hashes all bytes at once: the compiler's own method would take them one by one.
        func hash(into hasher: inout Hasher) {
            bucket.hash(into: &hasher)
            key.withUnsafeBytes { hasher.combine(bytes: $0) }
        }
    }

    private struct Route: Hashable {
        let source: ObjectName
        let target: ObjectName

        init(_ job: ObjectCopyRequest) {
            source = ObjectName(job.source.bucket, job.source.key)
            target = ObjectName(job.target.bucket, job.target.key)
        }
    }

    /// The latest creation of an object for one target.
    private struct Latest {
        var sequencer: S3Sequencer
        /// Its place in ``reached``.
        let index: Int
    }

    private let latest: [Route: Latest]
    /// The targets that got the latest state, or will get it: by index, because a set of routes would cost each start 140,000
    /// instructions.
    private let reached: Mutex<[Bool]>
    private let settings: CopierSettings

    init(_ events: some Sequence<S3ObjectEvent>, _ settings: CopierSettings) {
        self.settings = settings
        var creations: [ObjectName: [(event: S3ObjectEvent, sequencer: S3Sequencer)]] = [:]
        for event in events where event.kind == .created {
            guard let sequencer = event.sequencer.flatMap(S3Sequencer.init) else { continue }
            creations[ObjectName(event.bucket, event.key), default: []].append((event, sequencer))
        }
        var latest: [Route: Latest] = [:]
        for several in creations.values where several.count > 1 {
            for (event, sequencer) in several {
                // What depends on tags, or on more than the event says, is not known to be taken.
                guard case .copy(let job) = CopyDecision(for: event, settings) else { continue }
                let known = latest[Route(job)] ?? Latest(sequencer: sequencer, index: latest.count)
                latest[Route(job)] = Latest(sequencer: max(known.sequencer, sequencer), index: known.index)
            }
        }
        self.latest = latest
        reached = Mutex(Array(repeating: false, count: latest.count))
    }

    /// Tells whether a later creation has made this one pointless.
    func contains(_ event: S3ObjectEvent) -> Bool {
        guard let (index, isLatest) = place(of: event), !isLatest else { return false }
        return reached.withLock { $0[index] }
    }

    /// Tells whether a creation waits for the outcome of a later one.
    func waits(_ event: S3ObjectEvent) -> Bool { place(of: event).map { !$0.isLatest } ?? false }

    /// Takes note of the outcome of an event.
    func record(_ event: S3ObjectEvent, _ outcome: CopyOutcome) {
        guard let (index, isLatest) = place(of: event), isLatest, outcome.willBeAtTarget else { return }
        reached.withLock { $0[index] = true }
    }

    private func place(of event: S3ObjectEvent) -> (index: Int, isLatest: Bool)? {
        guard !latest.isEmpty, event.kind == .created, let sequencer = event.sequencer.flatMap(S3Sequencer.init),
            case .copy(let job) = CopyDecision(for: event, settings), let later = latest[Route(job)]
        else { return nil }
        return (later.index, sequencer >= later.sequencer)
    }
}
