namespace BuyOrder.Local.Hosting;

/// <summary>A queue that the app sends to.</summary>
/// <param name="Name">The queue's.</param>
/// <param name="ConnectionStringSetting">The app's setting that says where it is.</param>
internal sealed record OutgoingQueueOptions(string Name, string ConnectionStringSetting);
