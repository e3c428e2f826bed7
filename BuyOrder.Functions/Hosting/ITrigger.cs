namespace BuyOrder.Functions.Hosting;

/// <summary>A function that the host calls by itself: on a timer, or with a batch of a queue.</summary>
/// <remarks>
/// Returning means success: the host completes the messages. Throwing means failure: the host delivers them again.
/// Any call may come twice, so each must be safe to repeat.
/// </remarks>
internal interface ITrigger
{
    /// <summary>The folder name of the function; the host calls <c>POST /{Name}</c>.</summary>
    string Name { get; }

    Task InvokeAsync(Invocation invocation, CancellationToken cancellation);
}
