using System.Collections.Frozen;

namespace OrleansSaga.Runtime.Embedded;

/// <summary>The methods of grains by their names on the wire.</summary>
internal sealed class LinkedMethods
{
    private readonly FrozenDictionary<(string Interface, string Method), LinkedMethod> _methods;

    public LinkedMethods(IEnumerable<GrainInterface> interfaces)
    {
        var methods = new Dictionary<(string, string), LinkedMethod>();
        var faults = new List<string>();
        var named = interfaces
            .SelectMany(static known => known.Methods.Select(method => (method.Key, method.Value, known.Classes)))
            .GroupBy(static entry => (entry.Value.InterfaceAlias, entry.Value.Alias));
        foreach (var group in named)
        {
            var classes = group.SelectMany(static entry => entry.Classes).Distinct().ToList();
            if (classes.Count == 1 && group.DistinctBy(static entry => entry.Key).Count() == 1)
                methods.Add(group.Key, new LinkedMethod(group.First().Value, classes[0]));
            else
                faults.Add($"{group.First().Value} is ambiguous: {string.Join(", ", classes.Select(static known => known.Type))} serve it, and no class is named on the wire.");
        }

        _methods = methods.ToFrozenDictionary();
        Faults = faults;
    }

    /// <summary>Methods that cannot be called over links, because a name does not say which is meant.</summary>
    public IReadOnlyList<string> Faults { get; }

    /// <summary>All methods that can be found.</summary>
    public IReadOnlyList<LinkedMethod> All => _methods.Values;

    /// <summary>Finds what a call over a link means. Null: this silo has no such method, or the name does not say which.</summary>
    public LinkedMethod? Find(string interfaceAlias, string methodAlias) => _methods.GetValueOrDefault((interfaceAlias, methodAlias));
}
