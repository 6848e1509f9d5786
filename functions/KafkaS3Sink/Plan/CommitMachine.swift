/// Decides the next request for adding one partition's records to the partition's commit chain. Each offset is added
/// once.
///
/// ```
/// finding ──head──▶ writing ──written──▶ committing ──committed──▶ done
///    ▲                                       │ taken
///    └── deleting ◀── their link ◀── reading ┘
/// ```
/// The machine knows other attempts only through their links. Every answer may be lost: the request is then made again.
/// A link's `writer` shows whether this attempt or another one wrote the link.
struct CommitMachine: Sendable {
    enum Action: Sendable, Equatable {
        /// Read the last link that starts at or before the offset.
        case findHead(upTo: Int64)
        /// Write files with the records from the offset on.
        case writeFiles(from: Int64)
        /// Write the link, if no link with this start exists.
        case commit(start: Int64, files: [CommitLink.File])
        /// Read the link that has this start.
        case readLink(start: Int64)
        /// Delete files that no link names.
        case deleteFiles([CommitLink.File])
        case finish(Result)
    }

    enum Answer: Sendable, Equatable {
        case head(CommitLink?)
        case written([CommitLink.File])
        case committed
        /// A link with this start exists already.
        case taken
        case link(CommitLink)
        case deleted
    }

    enum Result: Sendable, Equatable {
        /// This attempt's link commits the offsets from `start` on. The batch's earlier offsets were committed before.
        case committed(start: Int64)
        /// Other attempts had committed every record already.
        ///
        /// - Parameter next: the offset after another attempt's link; it may be greater than all offsets of the batch.
        case duplicate(next: Int64)
    }

    private enum State {
        case start
        case finding
        case writing(next: Int64)
        case committing(next: Int64, files: [CommitLink.File])
        case reading(next: Int64, files: [CommitLink.File])
        case deleting(next: Int64)
        case done
    }

    /// The last offset of the batch.
    let last: Int64
    let writer: String
    private var state = State.start
    /// The offset after the last link that an earlier invocation of this process saw. The chain may be longer by now.
    /// The value is always the end of a link plus one: a link that began anywhere else would break the chain.
    private let remembered: Int64?

    init(last: Int64, writer: String, remembered: Int64? = nil) {
        self.last = last
        self.writer = writer
        self.remembered = remembered
    }

    /// Returns the first request.
    mutating func begin() -> Action {
        remembered.map { proceed(from: $0) } ?? find()
    }

    /// - Returns: the next request; `nil` for an answer to a request that was not made.
    mutating func next(_ answer: Answer) -> Action? {
        switch (state, answer) {
        case (.finding, .head(let link)):
            return proceed(from: link.map { $0.end + 1 } ?? 0)
        case (.writing(let next), .written(let files)):
            state = .committing(next: next, files: files)
            return .commit(start: next, files: files)
        case (.committing(let next, _), .committed):
            state = .done
            return .finish(.committed(start: next))
        case (.committing(let next, let files), .taken):
            state = .reading(next: next, files: files)
            return .readLink(start: next)
        case (.reading(let next, let files), .link(let link)):
            if link.writer == writer {
                state = .done
                return .finish(.committed(start: next))
            }
            // The chain may have links after the one that was read.
            guard !files.isEmpty else { return link.end >= last ? finish(link.end + 1) : find() }
            state = .deleting(next: link.end + 1)
            return .deleteFiles(files)
        case (.deleting(let next), .deleted):
            return next > last ? finish(next) : find()
        default:
            return nil
        }
    }

    private mutating func proceed(from next: Int64) -> Action { next > last ? finish(next) : write(from: next) }

    private mutating func find() -> Action {
        state = .finding
        return .findHead(upTo: last)
    }

    private mutating func write(from next: Int64) -> Action {
        state = .writing(next: next)
        return .writeFiles(from: next)
    }

    private mutating func finish(_ next: Int64) -> Action {
        state = .done
        return .finish(.duplicate(next: next))
    }
}

extension CommitMachine.Result {
    /// Returns the offset that follows the last link that the attempt knows.
    ///
    /// - Parameter last: the batch's last offset, at which this attempt's own link ends.
    func next(behind last: Int64) -> Int64 {
        switch self {
        case .committed: last + 1
        case .duplicate(let next): next
        }
    }
}
