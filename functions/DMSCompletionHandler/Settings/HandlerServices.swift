import AWSClient
import AWSDMS
import AWSDataSync
import AWSDynamoDB
import AWSEventBridge
import AWSGlue
import AWSLambda
import AWSRedshiftData
import AWSS3
import AWSSNS
import AWSSQS
import AWSSecretsManager
import AWSStepFunctions
import LambdaRuntime
import RedshiftSQL
import StateStore
import UTCTime

/// The clients, stores and queues that the function uses.
struct HandlerServices: Sendable {
    let observer: MigrationObserver
    let recorder: CompletionRecorder
    let manifests: ManifestStore
    let prover: CompletionProver
    let steps: StepSequence
    let notifier: Notifier
    let rechecks: RecheckQueue
    let store: S3

    /// - Throws: `AWSConfigurationError` for a custom endpoint that is not valid.
    init(
        _ configuration: AWSConfiguration,
        _ settings: HandlerSettings,
        _ environment: Environment,
        clock: TimeSource
    ) throws {
        store = try S3(configuration)
        let redshift = RedshiftBatchClient(data: try RedshiftData(configuration))
        observer = MigrationObserver(
            dms: try DMS(configuration),
            dataSync: try DataSync(configuration),
            region: configuration.endpoints.region
        )
        recorder = CompletionRecorder(
            store: StateStore(
                try DynamoDB(configuration),
                table: settings.stateTable,
                retention: settings.stateRetention,
                clock: clock
            ),
            clock: clock
        )
        manifests = ManifestStore(store: store, bucket: settings.manifestBucket, prefix: settings.manifestPrefix)
        let databases = DatabaseCounter(
            secrets: DatabaseSecrets(try SecretsManager(configuration)),
            roots: CABundle(
                settings.databaseCAs,
                store: store,
                folders: [environment["LAMBDA_TASK_ROOT"], "/etc/ssl"].compactMap { $0 },
                temporaryFolder: environment["TMPDIR"] ?? "/tmp"
            ),
            connections: settings.countConnections,
            statementTimeout: settings.statementTimeout,
            connectTimeout: settings.connectTimeout
        )
        prover = CompletionProver(
            observer: observer,
            reconciler: Reconciler(
                databases: databases,
                files: S3TargetCounter(store: store, footers: ParquetFooterCounter(store: store)),
                redshift: RedshiftCounter(batches: redshift, clock: clock)
            ),
            manifests: manifests,
            clock: clock
        )
        let glue = try Glue(configuration)
        steps = StepSequence(
            runner: StepRunner(
                glue: glue,
                stateMachines: try StepFunctions(configuration),
                workflows: WorkflowStarter(glue: glue, clock: clock),
                loads: LoadInvoker(lambda: try Lambda(configuration))
            ),
            recorder: recorder
        )
        notifier = Notifier(
            topics: try SNS(configuration),
            events: try EventBridge(configuration),
            topicARN: settings.notificationTopicARN,
            bus: settings.eventBus
        )
        rechecks = RecheckQueue(queues: try SQS(configuration), url: settings.queueURL)
    }
}
