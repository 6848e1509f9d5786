import AWSClient
import AWSS3
import JSON
import LambdaRuntime
import LocalFile

/// Where plans are read from: the zip, S3, or the event itself.
struct PlanStore: Sendable {
    let settings: UnloaderSettings
    let s3: S3

    /// - Throws: ``PlanError``, or ``PlanNotFound``, or `AWSError`.
    func plan(_ reference: PlanReference, deadline: ContinuousClock.Instant? = nil) async throws -> UnloadPlan {
        switch reference {
        case .inline(let json):
            return try UnloadPlan(json, name: nil, origin: "the event's plan", defaults: settings.defaults)
        case .named(let name):
            guard PlanName.isValid(name) else {
                throw PlanNotFound(name: name, place: "anywhere: a name is \(PlanName.rule)")
            }
            let (bytes, origin) = try await read(name, deadline)
            guard let json = try? JSONDocument(bytes).decode(JSONValue.self) else {
                let problem = PlanProblem(export: nil, field: "plan", message: "is not JSON")
                throw PlanError(origin: origin, problems: [problem])
            }
            return try UnloadPlan(json, name: name, origin: origin, defaults: settings.defaults)
        }
    }

    private func read(_ name: String, _ deadline: ContinuousClock.Instant?) async throws -> ([UInt8], origin: String) {
        guard let place = settings.planLocation else {
            let path = "\(settings.taskRoot)/plans/\(name).json"
            guard let bytes = try? LocalFile.bytes(at: path) else {
                throw PlanNotFound(name: name, place: "as plans/\(name).json in the zip")
            }
            return (bytes, "plans/\(name).json")
        }
        let file =
            place.key.hasSuffix(".json")
            ? place : S3Location("\(place.description.hasSuffix("/") ? "\(place)" : "\(place)/")\(name).json") ?? place
        do {
            let object = try await s3.getObject(bucket: file.bucket, key: file.key, deadline: deadline)
            return (object.bytes, "\(file)")
        } catch let error as AWSError where error.code == "NoSuchKey" {
            throw PlanNotFound(name: name, place: "at \(file)")
        }
    }
}

struct PlanNotFound: LambdaError, CustomStringConvertible {
    let name: String
    let place: String

    var errorType: String { "Plan.NotFound" }
    var errorMessage: String { "there is no plan \"\(name)\" \(place)" }
    var description: String { errorMessage }
}
