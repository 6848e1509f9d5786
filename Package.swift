// swift-tools-version: 6.2
import PackageDescription

/// Every target is built in the Swift 6 language mode (the tools version) with the upcoming features that make imports
/// and existentials explicit. `scripts/test.sh` sets WARNINGS_AS_ERRORS; a newer compiler's new warning should not stop
/// somebody who only wants to build.
let swiftSettings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("InternalImportsByDefault"),
    ] + (Context.environment["WARNINGS_AS_ERRORS"] == nil ? [] : [.treatAllWarnings(as: .error)])

/// Packaged for size, not speed: what says to AWS what it wants, and then waits for it.
let forSize: [SwiftSetting] = [.unsafeFlags(["-Osize"], .when(configuration: .release))]

let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

/// A library under `Sources/` that every function may share.
func library(_ name: String, _ dependencies: [Target.Dependency] = [], without folders: [String] = []) -> Target {
    .target(name: name, dependencies: dependencies, exclude: folders, swiftSettings: swiftSettings)
}

/// The folders of AWSServices that a function uses. While scripts/package.sh packages it, the others are not compiled: the
/// linker keeps what Swift says of a type even when nobody uses the type, which would be twenty kilobytes and more of every
/// service in every zip. A function that is not here gets them all.
let servicesUsed: [String: Set<String>] = [
    "RedshiftUnloader": ["DynamoDB", "RedshiftData", "S3", "STS"],
    "GlueWorkflowStarter": ["DynamoDB", "Glue", "STS", "StepFunctions"],
]

let services = [
    "DataSync", "DatabaseMigration", "DynamoDB", "EventBridge", "Glue", "RedshiftData", "S3", "SNS", "SQS", "STS",
    "SecretsManager", "StepFunctions",
]

let servicesLeftOut: [String] =
    Context.environment["PACKAGED_FUNCTION"].flatMap { servicesUsed[$0] }
    .map { used in services.filter { !used.contains($0) } } ?? []

/// A Lambda function: one folder under `functions/`, one executable, one zip.
///
/// - Parameters:
///   - data: what else is in its folder and no source: a `plans` folder, which packaging puts into the zip; a schema.
///   - isSmall: see ``forSize``.
func function(
    _ name: String,
    _ dependencies: [Target.Dependency],
    data: [String] = [],
    isSmall: Bool = false
) -> Target {
    .executableTarget(
        name: name,
        dependencies: dependencies + ["CStaticGlibc", "LambdaRuntime"],
        path: "functions/\(name)",
        exclude: ["README.md"] + data,
        swiftSettings: swiftSettings + (isSmall ? forSize : [])
    )
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: dependencies + [.byName(name: name)], swiftSettings: swiftSettings)
}

let package = Package(
    name: "aws-lambdas",
    products: [
        .executable(name: "S3Copier", targets: ["S3Copier"]),
        .executable(name: "RedshiftUnloader", targets: ["RedshiftUnloader"]),
        .executable(name: "GlueWorkflowStarter", targets: ["GlueWorkflowStarter"]),
        .executable(name: "DMSCompletionHandler", targets: ["DMSCompletionHandler"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2")
    ],
    targets: [
        // System libraries
        .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CExpat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(name: "CLibPQ", providers: [.apt(["libpq-dev"])]),
        .target(name: "CStaticGlibc"),

        // Libraries; imports point one way, from the bottom of this list to its top
        library("UTCTime"),
        library("FormEncoding"),
        library("HTTPTransport", ["CCurl", "COpenSSL"]),
        library("LambdaEvents", ["FormEncoding"]),
        library("AWSSigning", ["COpenSSL", "HTTPTransport", "UTCTime"]),
        library("AWSClient", ["CExpat", "AWSSigning", "HTTPTransport", "UTCTime"]),
        library(
            "AWSServices",
            ["AWSClient", "AWSSigning", "FormEncoding", "HTTPTransport", "UTCTime"],
            without: servicesLeftOut
        ),
        library("PostgreSQL", ["CLibPQ"]),
        library("LambdaRuntime", ["HTTPTransport", "UTCTime", logging]),

        // Functions
        function("S3Copier", ["AWSClient", "AWSServices", "HTTPTransport", "LambdaEvents", "UTCTime", logging]),
        function(
            "RedshiftUnloader",
            ["AWSClient", "AWSServices", "AWSSigning", "LambdaEvents", "UTCTime", logging],
            data: ["plan.schema.json", "plans"],
            isSmall: true
        ),
        function(
            "GlueWorkflowStarter",
            ["AWSClient", "AWSServices", "AWSSigning", "UTCTime", logging],
            data: ["LogEvent.asl.json", "glue", "input.schema.json", "output.schema.json"],
            isSmall: true
        ),
        function(
            "DMSCompletionHandler",
            ["AWSClient", "AWSServices", "AWSSigning", "LambdaEvents", "PostgreSQL", "UTCTime", logging],
            data: ["dms"]
        ),

        // Tests
        .target(name: "LoopbackServer", path: "Tests/LoopbackServer", swiftSettings: swiftSettings),
        .target(
            name: "FakeAWS",
            dependencies: ["LoopbackServer"],
            path: "Tests/FakeAWS",
            swiftSettings: swiftSettings
        ),
        .target(
            name: "TestPostgres",
            path: "Tests/TestPostgres",
            exclude: ["start-server.sh"],
            swiftSettings: swiftSettings
        ),
        tests("UTCTime"),
        tests("HTTPTransport", ["LoopbackServer"]),
        tests("AWSSigning", ["HTTPTransport", "LoopbackServer", "UTCTime"]),
        tests("AWSClient", ["AWSSigning", "HTTPTransport", "LoopbackServer", "UTCTime"]),
        tests("AWSServices", ["AWSClient", "AWSSigning", "HTTPTransport", "LoopbackServer", "UTCTime"]),
        tests("LambdaEvents"),
        tests("PostgreSQL", ["LoopbackServer", "TestPostgres"]),
        tests("LambdaRuntime", ["LoopbackServer", "UTCTime", logging]),
        tests(
            "RedshiftUnloader",
            [
                "AWSClient", "AWSServices", "AWSSigning", "LambdaEvents", "LambdaRuntime", "LoopbackServer", "UTCTime",
                logging,
            ]
        ),
        tests(
            "S3Copier",
            [
                "AWSClient", "AWSServices", "FakeAWS", "HTTPTransport", "LambdaEvents", "UTCTime", "LambdaRuntime",
                "LoopbackServer", logging,
            ]
        ),
        tests(
            "GlueWorkflowStarter",
            [
                "AWSClient", "AWSServices", "AWSSigning", "FakeAWS", "LambdaRuntime", "LoopbackServer", "UTCTime",
                logging,
            ]
        ),
        tests(
            "DMSCompletionHandler",
            [
                "AWSClient", "AWSServices", "LambdaRuntime", "LoopbackServer", "PostgreSQL", "TestPostgres", "UTCTime",
                logging,
            ]
        ),
    ]
)
