import LambdaRuntime
import AWSS3
import JSON
import RedshiftSQL

extension LoadRequest {
    init(_ members: JSONObject) throws(InvalidRequest) {
        try CommandFieldReader.refuseUnknown(
            members,
            ["plan", "id", "table", "files", "folders", "manifest"],
            in: "load"
        )
        plan = try CommandFieldReader.text("plan", members)
        id = try CommandFieldReader.text("id", members)
        if let id, id.utf8.count > 100 {
            throw InvalidRequest("\"id\" has \(id.utf8.count) bytes; expected at most 100")
        }
        table = try CommandFieldReader.text("table", members)
        if let text = try CommandFieldReader.text("manifest", members) {
            manifest = try CommandFieldReader.place(text, "manifest")
        }
        for (index, value) in try CommandFieldReader.list("files", members).enumerated() {
            files.append(try PendingFile(value, "files[\(index)]"))
        }
        for (index, value) in try CommandFieldReader.list("folders", members).enumerated() {
            folders.append(try Folder(value, "folders[\(index)]"))
        }
        guard !files.isEmpty || !folders.isEmpty || manifest != nil else {
            throw InvalidRequest(#"the load has none of "files", "folders" and "manifest""#)
        }
    }
}

extension LoadRequest.Folder {
    fileprivate init(_ value: JSONValue, _ path: String) throws(InvalidRequest) {
        guard case .object(let members) = value else { throw InvalidRequest("\(path) is expected to be an object") }
        try CommandFieldReader.refuseUnknown(members, ["uri", "rows"], in: path)
        guard let text = try CommandFieldReader.text("uri", members) else {
            throw InvalidRequest("\(path) has no \"uri\"")
        }
        place = try CommandFieldReader.place(text, "\(path).uri")
        rows = try CommandFieldReader.count("rows", members, path)
    }
}

extension PendingFile {
    fileprivate init(_ value: JSONValue, _ path: String) throws(InvalidRequest) {
        guard case .object(let members) = value else { throw InvalidRequest("\(path) is expected to be an object") }
        try CommandFieldReader.refuseUnknown(members, ["uri", "etag", "bytes", "rows", "columns", "types"], in: path)
        guard let text = try CommandFieldReader.text("uri", members),
            let eTag = try CommandFieldReader.text("etag", members),
            let bytes = try CommandFieldReader.count("bytes", members, path)
        else { throw InvalidRequest("\(path) is expected to have \"uri\", \"etag\" and \"bytes\"") }
        let location = try CommandFieldReader.place(text, "\(path).uri")
        guard text.utf8.count <= LoaderLedger.longestFile, eTag.utf8.count <= LoaderLedger.longestETag else {
            throw InvalidRequest(
                "\(path) has a uri or an etag that the ledger cannot hold (\(LoaderLedger.longestFile) and \(LoaderLedger.longestETag) bytes)"
            )
        }
        let columns = try CommandFieldReader.texts("columns", members, path)
        if let columns, Set(columns).count != columns.count {
            throw InvalidRequest("\(path).columns is expected to be a list of names, each once")
        }
        let types = try CommandFieldReader.texts("types", members, path)
        if let types, types.count != columns?.count {
            throw InvalidRequest("\(path).types is expected to be as long as columns")
        }
        self.init(
            location: location,
            eTag: eTag,
            bytes: bytes,
            rows: try CommandFieldReader.count("rows", members, path),
            columns: columns,
            types: types
        )
    }
}
