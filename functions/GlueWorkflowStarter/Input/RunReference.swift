/// A reference to a run: by its request's key, or by Glue's run id.
enum RunReference: Sendable, Equatable {
    case key(RunDedupeKey)
    case run(workflow: String, id: String)

    var workflow: String {
        switch self {
        case .key(let key): key.workflow
        case .run(let workflow, _): workflow
        }
    }
}
