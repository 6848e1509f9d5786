import AWSClient
import AWSDMS
import AWSS3
import LambdaEvents
import LambdaRuntime
import Logging

/// Decides whether a migration truly succeeded, proves it, and goes on.
///
/// An event's way: ``HandlerInput`` and ``HandlerRequest`` read what came, ``CompletionCheck`` asks the services what is so and has
/// ``StopVerdict``, ``TableVerdict`` and ``MigrationVerdict`` decide, ``Reconciler`` counts, ``CompletionRecorder`` claims the stop, writes
/// the ``Manifest``, takes the next steps and tells, ``CheckReport`` is the log line, the count and the answer.
@main
struct DMSCompletionHandler: LambdaFunction, DryRunnable {
    static let help = FunctionHelp(
        name: "DMSCompletionHandler",
        summary:
            "decides whether a migration by DMS or DataSync truly succeeded, proves it, and starts what comes next.",
        settings: [
            .init("MIGRATIONS", "JSON list of migrations, see the README"),
            .init("MIGRATIONS_OBJECT", "instead of it, s3://bucket/key of that list"),
            .init("STATE_TABLE", "DynamoDB table of claims"),
            .init("MANIFEST_BUCKET", "bucket of the manifests"),
            .init("MANIFEST_PREFIX", "prefix of the manifests; manifests/ when not set"),
            .init("RECHECK_QUEUE_URL", "the function's own queue; without it the sweeper looks again"),
            .init("RECHECK_LIMIT", "looks before a stop is given up, 1 to 50; 10 when not set"),
            .init("NOTIFICATION_TOPIC_ARN", "SNS topic for people"),
            .init("EVENT_BUS_NAME", "EventBridge bus for our own events"),
            .init("COUNT_CONNECTIONS", "connections to a database at a time, 1 to 16; 4 when not set"),
            .init("STATEMENT_TIMEOUT_SECONDS", "the longest one count may take, 1 to 840; 600 when not set"),
            .init("CONNECT_TIMEOUT_SECONDS", "1 to 60; 10 when not set"),
            .init("DATABASE_ROOTS", "CA certificates of the databases: a file or s3://bucket/key"),
        ],
        example: "bootstrap --explain events/DMSCompletionHandler/manual-migration.json"
    )

    /// Time to write down how far a check came.
    static var cancellationMargin: Duration { .seconds(2) }

    private let checker: CompletionCheck

    init(_ start: LambdaStart) async throws {
        let settings = try HandlerSettings(start.environment)
        let configuration = try AWSConfiguration.standard { start.environment[$0] }
        let services = try HandlerServices(configuration, settings, start.environment)
        checker = CompletionCheck(
            migrations: try await Self.migrations(settings.migrations, services.manifests.store),
            services: services,
            settler: CompletionRecorder(
                claims: services.claims,
                manifests: services.manifests,
                steps: services.steps,
                notifier: services.notifier,
                rechecks: services.rechecks,
                recheckLimit: settings.recheckLimit
            )
        )
    }

    func warmUp() async {
        await checker.services.migrations.warmUp()
        _ = try? HandlerRequest(json: #"{"sweep": true}"#)
    }

    func respond(to event: [UInt8], _ context: LambdaContext) async throws -> LambdaResponse {
        let call = InvocationScope(context)
        switch HandlerInput(event) {
        case .messages(let messages):
            var failed: [String] = []
            for message in messages {
                let reports = await handle(message.body, call, context)
                if reports.contains(where: \.outcome.needsRedelivery) { failed.append(message.messageID) }
            }
            guard !failed.isEmpty else { return LambdaResponse(SQSBatchResponse.allDone) }
            return LambdaResponse(try LambdaJSON.encode(SQSBatchResponse(failedMessageIDs: failed)))
        case .events(let events):
            var reports: [CheckReport] = []
            for event in events { reports += await handle(event, call, context) }
            try CallerError.throwIfAsked(events, reports)
            return LambdaResponse(try LambdaJSON.encode(["reports": reports]))
        }
    }

    func dryRun(_ event: [UInt8]) async throws -> String {
        let call = InvocationScope(requestID: "dry run", end: .now + .seconds(900))
        let inputs: [String] =
            switch HandlerInput(event) {
            case .messages(let messages): messages.map(\.body)
            case .events(let events): events
            }
        var answers: [String] = []
        for input in inputs {
            switch try HandlerRequest(json: input) {
            case .ignored(let what): answers.append("\(what): it does not mean an end; nothing would be done")
            case .check(let request): answers.append(try await checker.explain(request, call))
            case .sweep:
                for migration in checker.migrations {
                    answers.append(try await checker.explain(.init(subject: .migration(migration.name)), call))
                }
            }
        }
        return answers.joined(separator: "\n\n")
    }

    /// Each report is logged and counted here, once.
    private func handle(_ event: String, _ call: InvocationScope, _ context: LambdaContext) async -> [CheckReport] {
        let started = ContinuousClock.now
        let reports: [CheckReport]
        do {
            switch try HandlerRequest(json: event) {
            case .check(let request): reports = [await checker.check(request, call)]
            case .sweep: reports = await Sweeper(checker: checker).sweep(call)
            case .ignored(let what): reports = [CheckReport(what, .ignored, "it does not mean an end")]
            }
        } catch {
            reports = [CheckReport("-", .malformed, error.description)]
        }
        for report in reports { report.write(to: context) }
        context.metrics.add("CheckDuration", (ContinuousClock.now - started) / .milliseconds(1), .milliseconds)
        return reports
    }

    /// - Throws: `SettingError` naming the setting, and in the list the migration and the field.
    private static func migrations(_ place: HandlerSettings.MigrationsPlace, _ store: S3) async throws -> [Migration] {
        let (setting, found, json): (String, String, [UInt8])
        switch place {
        case .inline(let text): (setting, found, json) = ("MIGRATIONS", "\(text.prefix(200))", Array(text.utf8))
        case .object(let location):
            let object: S3Object
            do {
                object = try await store.getObject(bucket: location.bucket, key: location.key)
            } catch {
                throw SettingError(
                    "MIGRATIONS_OBJECT",
                    found: location.description,
                    expected: "an object that can be read: \(error)"
                )
            }
            (setting, found, json) = ("MIGRATIONS_OBJECT", location.description, object.bytes)
        }
        do {
            return try Migration.list(json: json)
        } catch {
            throw SettingError(setting, found: found, expected: error.description)
        }
    }
}
