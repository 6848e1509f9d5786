import JSON

/// A task's settings, as far as they say what its counts mean.
/// https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TaskSettings.html
struct TaskSettings: Sendable, Equatable {
    /// `true` for a task that compares source and target, and moves no row.
    var validatesOnly = false

    init() {}

    /// Reads DMS's JSON. Settings that are missing or cannot be read mean what DMS assumes.
    init(json: String?) {
        guard let json, let document = try? JSONDocument(json) else { return }
        let validation = document["ValidationSettings"]
        validatesOnly = Self.isSet(validation["EnableValidation"]) && Self.isSet(validation["ValidationOnly"])
    }

    /// True for `true`, and for `"true"`, as settings written by hand have it.
    private static func isSet(_ element: JSONElement) -> Bool {
        (try? element.bool) ?? ((try? element.string)?.lowercased() == "true")
    }
}
