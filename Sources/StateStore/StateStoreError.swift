public import AWSClient

/// The error for a document that could not be read or written. It names the table and the reason.
public struct StateStoreError: Error, Sendable, Equatable, CustomStringConvertible {
    public enum Reason: Sendable, Equatable {
        /// DynamoDB did not carry out the request. A write may have been made all the same.
        case unavailable(AWSError)
        /// Other writers changed the document at every attempt.
        case contended(attempts: Int)
        /// Somebody deleted the document while it was being changed.
        case vanished
        /// The item contains no document that this version of the function can read.
        case unreadable(String)
        /// The document is too large for an item. Nothing was sent.
        case tooLarge(bytes: Int, limit: Int)
        /// DynamoDB does not allow the key. Nothing was sent.
        case invalidKey(String)
        /// The document cannot be written as JSON. Nothing was sent.
        case unwritable(String)
    }

    public let reason: Reason
    public let table: String
    /// The partition key and the sort key of the document. For a list of documents, it is the partition key only.
    public let item: String

    public init(_ reason: Reason, table: String, item: String) {
        self.reason = reason
        self.table = table
        self.item = item
    }

    /// `true` when the same call may succeed later.
    public var isRetryable: Bool {
        switch reason {
        case .unavailable(let error): error.isRetryable
        case .contended: true
        case .vanished, .unreadable, .tooLarge, .invalidKey, .unwritable: false
        }
    }

    public var description: String {
        let what = "item \(item) of table \(table)"
        return switch reason {
        case .unavailable(let error): "\(what): \(error)"
        case .contended(let attempts):
            "\(what) was changed by others between each of \(attempts) attempts to write it; try again"
        case .vanished: "\(what) was deleted while it was being changed"
        case .unreadable(let problem):
            "\(what) cannot be read: \(problem); something else, or another version of the function, wrote it"
        case .tooLarge(let bytes, let limit):
            "\(what) would have \(bytes) bytes, and DynamoDB takes \(limit); nothing was written"
        case .invalidKey(let problem): "\(what): \(problem); nothing was sent"
        case .unwritable(let problem): "\(what) cannot be written as JSON: \(problem)"
        }
    }
}
