/// Decides which request comes next, so that one partition's records join its chain, each offset once.
///
/// ```
/// finding ──head──▶ writing ──written──▶ committing ──committed──▶ done
///    ▲                                       │ taken
///    └── deleting ◀── their link ◀── reading ┘
/// ```
/// It knows nothing of other attempts but what the links say. Every answer may be lost: the request is then made again, and
/// the link's writer tells an attempt of our own from somebody else's.
struct CommitMachine: Sendable {
    enum Action: Sendable, Equatable {
        /// Read the link with the greatest start up to the offset.
        case findHead(upTo: Int64)
        /// Write files with the records from the offset on.
        case writeFiles(from: Int64)
        /// Write the link at its start, where there is none.
        case commit(start: Int64, files: [CommitLink.File])
        /// Read the link that is at the start.
        case readLink(start: Int64)
        /// Delete files that no link names.
        case deleteFiles([CommitLink.File])
        case finish(Result)
    }

    enum Answer: Sendable, Equatable {
        case head(CommitLink?)
        case written([CommitLink.File])
        case committed
        /// There is a link at the start.
        case taken
        case link(CommitLink)
        case deleted
    }

    enum Result: Sendable, Equatable {
        /// Our link has the offsets from the start on. Those of the batch before it were committed already.
        case committed(start: Int64)
        /// Others had committed everything.
        ///
        /// - Parameter next: where a link of theirs ends, and one more; it may be behind the batch.
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
    /// The position behind a link that an earlier invocation of this process saw. Others may be further by now. It is always
    /// the end of a link: a link that began anywhere else would break the chain.
    private let remembered: Int64?

    init(last: Int64, writer: String, remembered: Int64? = nil) {
        self.last = last
        self.writer = writer
        self.remembered = remembered
    }

    /// The first request.
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
            // Theirs may not be the last one by now.
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
    /// The position behind the link that ended the attempt.
    ///
    /// - Parameter last: the batch's last offset, with which a link of our own ends.
    func next(behind last: Int64) -> Int64 {
        switch self {
        case .committed: last + 1
        case .duplicate(let next): next
        }
    }
}
