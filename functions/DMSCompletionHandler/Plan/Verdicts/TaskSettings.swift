import JSON

/// The settings of a task that change the meaning of DMS's row counts.
/// https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Tasks.CustomizingTasks.TaskSettings.html
struct TaskSettings: Sendable, Equatable {
    /// `true` when the task only compares source and target, and moves no rows.
    var validatesOnly = false

    init() {}

    /// Reads the settings from DMS's JSON. A setting that is missing or cannot be read has DMS's default value.
    init(json: String?) {
        guard let json, let document = try? JSONDocument(json) else { return }
        let validation = document["ValidationSettings"]
        validatesOnly = Self.isSet(validation["EnableValidation"]) && Self.isSet(validation["ValidationOnly"])
    }

    /// Returns `true` for the JSON value `true`, and for the text `"true"` in settings written by hand.
    private static func isSet(_ element: JSONElement) -> Bool {
        (try? element.bool) ?? ((try? element.string)?.lowercased() == "true")
    }
}
