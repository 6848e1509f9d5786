import AWSClient
import AWSDataSync
import AWSDMS
import AWSDynamoDB
import AWSEventBridge
import AWSGlue
import AWSRedshiftData
import AWSS3
import AWSSNS
import AWSSQS
import AWSSecretsManager
import AWSStepFunctions
import LambdaRuntime

/// Everything the function talks to.
struct HandlerServices: Sendable {
    let migrations: DatabaseMigration
    let transfers: DataSync
    let claims: ClaimStore
    let manifests: ManifestStore
    let reconciler: Reconciler
    let steps: StepRunner
    let notifier: Notifier
    let rechecks: RecheckQueue

    /// - Throws: `AWSConfigurationError` for a custom endpoint that cannot be one.
    init(_ configuration: AWSConfiguration, _ settings: HandlerSettings, _ environment: Environment) throws {
        let store = try S3(configuration)
        let redshift = RedshiftBatches(data: try RedshiftData(configuration))
        migrations = try DatabaseMigration(configuration)
        transfers = try DataSync(configuration)
        claims = ClaimStore(database: try DynamoDB(configuration), table: settings.stateTable)
        manifests = ManifestStore(store: store, bucket: settings.manifestBucket, prefix: settings.manifestPrefix)
        let roots = CABundle(
            settings.databaseRoots,
            store: store,
            folders: [environment["LAMBDA_TASK_ROOT"], "/etc/ssl"].compactMap { $0 },
            temporaryFolder: environment["TMPDIR"] ?? "/tmp"
        )
        let databases = PostgreSQLCounter(
            secrets: DatabaseSecrets(try SecretsManager(configuration)),
            roots: roots,
            connections: settings.countConnections,
            statementTimeout: settings.statementTimeout,
            connectTimeout: settings.connectTimeout
        )
        reconciler = Reconciler(
            databases: databases,
            files: FileCounter(store: store),
            redshift: RedshiftCounter(batches: redshift)
        )
        steps = StepRunner(
            glue: try Glue(configuration),
            stateMachines: try StepFunctions(configuration),
            redshift: RedshiftLoader(batches: redshift, store: store)
        )
        notifier = Notifier(
            topics: try SNS(configuration),
            events: try EventBridge(configuration),
            topicARN: settings.notificationTopicARN,
            bus: settings.eventBus
        )
        rechecks = RecheckQueue(queues: try SQS(configuration), url: settings.recheckQueueURL)
    }
}
