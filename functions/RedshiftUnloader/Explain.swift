import JSON
import LambdaEvents
import LambdaRuntime
import PlanFile
import RedshiftSQL
import UTCTime

/// The dry run, and the check of a plan before it is deployed.
extension RedshiftUnloader: DryRunnable, PlanValidating {
    /// Describes the statements that the event would submit, and the S3 prefixes of this window and the next.
    func dryRun(_ event: [UInt8]) async throws -> String {
        var settings = SettingsReader(environment)
        let (defaultPlan, place, deployment) = UnloaderSettings.forDryRun(&settings)
        try settings.finish()
        let defaults = RequestDefaults(
            plan: defaultPlan,
            statementPrefix: "redshift-unloader",
            requestID: "dry-run",
            now: clock.now()
        )
        var texts: [String] = []
        for request in try Self.dryRunRequests(event, defaults) {
            switch request {
            case .start(let request, _):
                let plan = try await plan(request.plan, place, deployment)
                texts.append(RunPreview(plan: plan, request: request, now: clock.now()).text)
            case .backfill(let request):
                let plan = try await plan(request.plan, place, deployment)
                texts.append(try BackfillPreview(plan: plan, request: request, now: clock.now()).text)
            default:
                throw InvalidRequest("only an event that starts a run or a backfill has statements to show")
            }
        }
        return texts.joined(separator: "\n\n")
    }

    private static func dryRunRequests(
        _ event: [UInt8],
        _ defaults: RequestDefaults
    ) throws -> [RedshiftUnloaderRequest] {
        switch try read(event) {
        case .queue(let messages): try requests(try messages.map { try $0.content() }, defaults)
        case .direct(let contents): try requests(contents, defaults)
        case .batchOperations: throw InvalidRequest("this is a job of S3 Batch Operations")
        }
    }

    private func plan(
        _ reference: PlanReference,
        _ place: PlanPlace,
        _ deployment: DeploymentDefaults
    ) async throws -> UnloadPlan {
        let store = PlanStore(place, objects: nil) { UnloadPlan(name: $0, $1, deployment: deployment) }
        switch (reference, place) {
        case (.inline(let plan), _): return try store.plan(inline: Array(plan.text(.pretty).utf8)).plan
        case (.named(let name), .folder): return try await store.plan(named: name).plan
        case (.named, _): return try await services.get().plan(reference, deadline: nil)
        }
    }

    static func validate(_ plan: [UInt8], file: String) throws -> String {
        let name = file.split(separator: "/").last.map { String($0.prefix { $0 != "." }) }
        let document = try PlanDocument(plan, file: file)
        let read = try document.read { UnloadPlan(name: name, $0, deployment: .any) }
        return "\(file) is a valid plan: \(read.exports.count) exports, window: \(read.window.kind)"
    }
}
