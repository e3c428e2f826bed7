namespace BuyOrder.Local.Hosting;

/// <summary>A built function app: host.json, one folder with a function.json per function, the handler.</summary>
internal sealed record FunctionApp(string Folder, HostSettings Host, AppSettings Settings, IReadOnlyList<FunctionDefinition> Functions)
{
    /// <exception cref="FunctionAppException">Something in the folder can't be read or run.</exception>
    public static FunctionApp Read(string folder, AppSettings settings)
    {
        folder = Path.GetFullPath(folder);
        if (!Directory.Exists(folder))
            throw new FunctionAppException($"There is no function app in {folder}; build it first.");
        var functions = Directory.GetDirectories(folder)
            .Where(each => File.Exists(Path.Combine(each, "function.json")))
            .Order(StringComparer.Ordinal)
            .Select(each => FunctionDefinition.Read(each, settings))
            .ToList();
        return new FunctionApp(folder, HostSettings.Read(folder), settings, functions);
    }

    public IEnumerable<(FunctionDefinition Function, TTrigger Trigger)> With<TTrigger>()
        where TTrigger : Trigger =>
        Functions.Where(function => function.Trigger is TTrigger).Select(function => (function, (TTrigger)function.Trigger));
}

/// <summary>The app folder holds something that this host can't run; the message names the file and what is wrong.</summary>
internal sealed class FunctionAppException(string message, Exception? inner = null) : Exception(message, inner);
