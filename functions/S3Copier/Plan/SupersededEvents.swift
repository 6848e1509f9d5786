import AWSS3
import LambdaEvents
import Synchronization

/// Finds the creation events that a later event in the same batch makes unnecessary. Both events are for the same
/// object and the same target.
///
/// Copying both would also be correct, but costs more. The earlier event still counts if the later one has another
/// target, if no route accepts the later one, or if it cannot be copied: the result must not depend on the events that
/// SQS puts into one batch. So the later events are processed first.
final class SupersededEvents: Sendable {
    private struct ObjectName: Hashable {
        let bucket: String
        /// The key as bytes, because `String` treats two encodings of é as equal.
        let key: [UInt8]

        init(_ bucket: String, _ key: String) {
            self.bucket = bucket
            self.key = Array(key.utf8)
        }

        /// Hashes all bytes of the key at once; the compiler's own method would hash them one by one.
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
        /// The index of this target in ``reached``.
        let index: Int
    }

    private let latest: [Route: Latest]
    /// A flag for each target: `true` when the target has the latest state, or will get it. It is an array, because a
    /// set of routes would cost each start 140,000 instructions.
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

    /// Returns `true` when a later creation event has made this event unnecessary.
    func contains(_ event: S3ObjectEvent) -> Bool {
        guard let (index, isLatest) = place(of: event), !isLatest else { return false }
        return reached.withLock { $0[index] }
    }

    /// Returns `true` when a creation event must wait for the outcome of a later creation event.
    func waits(_ event: S3ObjectEvent) -> Bool { place(of: event).map { !$0.isLatest } ?? false }

    /// Records the outcome of an event, if the event is the latest creation for its target.
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
