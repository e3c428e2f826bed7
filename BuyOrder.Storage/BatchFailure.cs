namespace BuyOrder.Storage;

/// <summary>Why a batch was not applied.</summary>
internal enum BatchFailure
{
    Unknown = 0,
    None,

    /// <summary>An insert met an existing row (409).</summary>
    AlreadyExists,

    /// <summary>The row is gone or has another ETag (404, 412).</summary>
    Changed,
}
