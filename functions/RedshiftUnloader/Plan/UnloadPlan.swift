import AWSRedshiftData

/// What is to be unloaded, checked and complete.
struct UnloadPlan: Sendable, Equatable {
    let name: String
    let target: RedshiftDataTarget
    let window: WindowPolicy
    /// Statements of one run with Redshift at a time.
    let maximumStatements: Int
    let exports: [PlannedExport]
}

/// What a deployment fills in where a plan is silent.
struct PlanDefaults: Sendable, Equatable {
    var workgroup: String?
    var cluster: String?
    var database: String?
    var databaseUser: String?
    var secretARN: String?
    /// Ends in a slash.
    var base: S3Location?
    var role: String?
    var maximumStatements = 10
}

/// A plan's name: of a file, a statement and a key of the state table.
enum PlanName {
    static let rule = "1 to 64 letters, digits, _ and -"

    static func isValid(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
                    || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
            }
    }
}
