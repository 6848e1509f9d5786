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
