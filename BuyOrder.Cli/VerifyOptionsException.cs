namespace BuyOrder.Cli;

/// <summary>The command cannot be done as it was asked for; the message is one line for whoever asked.</summary>
internal sealed class VerifyOptionsException(string message) : Exception(message);
