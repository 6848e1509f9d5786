import AWSS3

/// A command to load files, from a person or from another function such as DMSCompletionHandler.
struct LoadRequest: Sendable, Equatable {
    /// A folder whose files the sender has counted.
    struct Folder: Sendable, Equatable {
        let place: S3Location
        /// Rows of all files under it, as their writer counted them; `nil`: unknown.
        let rows: Int64?
    }

    /// `nil`: the deployment's plan.
    var plan: String?
    /// Tells a repeated request from another one.
    var id: String?
    /// Only this table; `nil`: every table of the files' sources.
    var table: String?
    var files: [PendingFile] = []
    /// Folders of which every file is loaded that is not loaded yet.
    var folders: [Folder] = []
    /// A dataset's `_SUCCESS.json`, or a manifest of UNLOAD.
    var manifest: S3Location?
}
