import AWSS3

/// A command to load files, from a person or from another function such as DMSCompletionHandler.
struct LoadRequest: Sendable, Equatable {
    /// A folder with files to load.
    struct Folder: Sendable, Equatable {
        let place: S3Location
        /// The number of rows in all files of the folder, as the files' writer counted them; `nil` when unknown.
        let rows: Int64?
    }

    /// The plan's name; `nil` for the deployment's plan.
    var plan: String?
    /// The id by which a repeated request is recognized.
    var id: String?
    /// The only table to load; `nil` for every table of the files' sources.
    var table: String?
    var files: [PendingFile] = []
    /// Folders to list. Every file in them is loaded, unless it is loaded already.
    var folders: [Folder] = []
    /// The list of the files to load: a dataset's `_SUCCESS.json`, or a manifest of UNLOAD.
    var manifest: S3Location?
}
