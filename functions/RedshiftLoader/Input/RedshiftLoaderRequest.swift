/// A request from an event or from a queue's message.
enum RedshiftLoaderRequest: Sendable, Equatable {
    case load(LoadRequest)
    /// An object was written to S3.
    case object(PendingFile)
    /// A batch that this function submitted has ended.
    case batchOver(BatchName)
    case status(String)
    /// The command asks for the status of a table that Redshift loads continuously.
    case tableStatus(plan: String?, table: String)
    case cancel(String)
    case retry(String)
    case sweep
    case backfill(BackfillRequest)
    /// The command asks for the progress of the backfill with this id.
    case backfillStatus(String)
    case migrate(MigrateRequest)
    case reload(ReloadRequest)
    /// The command asks for the freshness of a plan's tables.
    ///
    /// - Parameter plan: the plan's name; `nil` for the deployment's plan.
    case freshness(plan: String?)
    /// The event needs no action: it is a deletion, S3's test event, or the end of another program's statement.
    case nothing
}
