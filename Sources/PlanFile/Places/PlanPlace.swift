import AWSS3
public import LambdaRuntime

/// The location of a function's plans.
public enum PlanPlace: Sendable, Equatable {
    /// The folder `plans` in the zip, or another folder.
    case folder(String)
    /// All plans under one key prefix in S3. The prefix ends with `/`.
    case s3Folder(bucket: String, prefix: String)
    /// One plan in S3.
    case s3File(bucket: String, key: String)

    /// The file extensions of plans, in the order in which they are tried.
    public static let endings = ["yaml", "yml", "json"]

    /// Reads the setting `PLAN_S3_URI`. Without the setting, the plans are in the zip's folder `plans`.
    ///
    /// - Throws: `SettingError` naming the setting.
    public init(_ environment: Environment) throws(SettingError) {
        guard let text = environment["PLAN_S3_URI"] else {
            self = .folder("\(environment.taskRoot)/plans")
            return
        }
        guard let place = PlanPlace(s3: text) else {
            throw SettingError(
                "PLAN_S3_URI",
                found: text,
                expected: "s3://bucket/folder/ or s3://bucket/folder/plan.yaml"
            )
        }
        self = place
    }

    /// Reads an S3 location; `nil` for other text.
    ///
    /// - Parameter text: `s3://bucket/folder/`, where the last `/` may be missing, or `s3://bucket/folder/plan.yaml`.
    public init?(s3 text: String) {
        guard let location = S3Location(text) else { return nil }
        let (bucket, key) = (location.bucket, location.key)
        if Self.endings.contains(where: { key.hasSuffix(".\($0)") }) {
            self = .s3File(bucket: bucket, key: key)
        } else {
            self = .s3Folder(bucket: bucket, prefix: key.isEmpty || key.hasSuffix("/") ? key : "\(key)/")
        }
    }

    /// Returns the files that may contain the named plan, in the order in which they are tried.
    func candidates(_ name: String) -> [PlanCandidate] {
        switch self {
        case .folder(let folder):
            let short = folder.split(separator: "/").last.map { String($0) } ?? folder
            return Self.endings.map { .file(path: "\(folder)/\(name).\($0)", title: "\(short)/\(name).\($0)") }
        case .s3Folder(let bucket, let prefix):
            return Self.endings.map { .object(bucket: bucket, key: "\(prefix)\(name).\($0)") }
        case .s3File(let bucket, let key):
            // The file is the plan, whatever it is called; asked for by another name it is not.
            let file = key.split(separator: "/").last ?? ""
            return Self.endings.contains { file == "\(name).\($0)" } ? [.object(bucket: bucket, key: key)] : []
        }
    }

    /// The plan's name, if this location has only one plan; `nil` otherwise.
    public var onlyName: String? {
        guard case .s3File(_, let key) = self, let file = key.split(separator: "/").last,
            let dot = file.lastIndex(of: ".")
        else { return nil }
        return String(file[..<dot])
    }
}
