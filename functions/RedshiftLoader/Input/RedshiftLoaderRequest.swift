import LambdaEvents

/// The meaning of one event, or of one message of a queue.
enum RedshiftLoaderRequest: Sendable, Equatable {
    case load(LoadRequest)
    /// An object appeared.
    case object(PendingFile)
    /// One of our batches ended.
    case batchOver(BatchName)
    case status(String)
    /// A table that Redshift loads by itself.
    case tableStatus(plan: String?, table: String)
    case cancel(String)
    case retry(String)
    case sweep
    case backfill(BackfillRequest)
    /// The progress of a backfill.
    case backfillStatus(String)
    case migrate(MigrateRequest)
    case reload(ReloadRequest)
    /// - Parameter plan: `nil`: the deployment's.
    case freshness(plan: String?)
    /// Nothing for this function: a deletion, S3's test event, somebody else's statement.
    case nothing
}

/// An event with everything that it asks for.
struct LoaderEvent: Sendable {
    var requests: [RedshiftLoaderRequest] = []
    /// The message that each request came with, where there is a queue; a request's place is its place in ``requests``.
    var messages: [SQSMessage]?
    /// The message of each request, by its place in ``messages``.
    var origins: [Int] = []
    /// Messages that could not be read, with the reason.
    var unreadable: [(message: Int, reason: String)] = []
}
