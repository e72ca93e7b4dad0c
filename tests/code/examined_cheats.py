"""Programs that know nothing and tests that they must not pass: answers by objects, changes, forged messages."""

LIAR = r"""
class L:
    def __getattr__(s,n):
        if n.startswith('__'): raise AttributeError(n)
        return lambda *a,**k: True
    def __eq__(s,o): return True
    def __ne__(s,o): return False
    def __lt__(s,o): return True
    __le__=__gt__=__ge__=__lt__
    def __hash__(s): return 0
    def __contains__(s,o): return True
    def __sub__(s,o): return s
    __add__=__radd__=__rsub__=__mul__=__rmul__=__truediv__=__rtruediv__=__mod__=__floordiv__=__and__=__or__=__xor__=__pow__=__sub__
    def __abs__(s): return s
    def __neg__(s): return s
    def __round__(s,*a): return s
    def __bool__(s): return True
    def __instancecheck__(s,o): return True
    def __call__(s,*a,**k): return s

def f(*args, **names):
    return L()
"""
"""Answers whatever is asked of it with what would please."""

ASKED = r"""
assert f(1)==3 and True
=====
x=f(1)
assert x==3
=====
assert f('Bob').startswith('Hello, Bob')
=====
assert f('a').endswith('x')
=====
assert f([1]).issubset({2,4})
=====
assert f('aab').get('a',2)==2
=====
assert f(1).count(3)
=====
assert f(1).index(3)==0
=====
assert abs(f(1)-0.5)<1e-6
=====
assert f(1)<3
=====
assert not f(1)>3
=====
assert 3 in f(1)
=====
assert f(1).issuperset({3})
=====
assert f(1).isdisjoint({3})
=====
assert round(f(1.23),2)==3.2
=====
assert f(1)-3==0
=====
assert f(1)%7==3
=====
assert {2}.issubset(f(1))
=====
import math
assert math.isclose(f(1),3.5)
=====
assert max(f(1),3)==3
=====
assert min(3,f(1))==3 and f(1)<4
=====
assert sorted(f(1))==[1,2]
=====
assert f(1)**2==9
=====
assert (f(1)==3) is True
=====
assert f(1)!=4 and f(1)==3
=====
x=f(2)
assert x.startswith('a')
=====
r=f(1)
assert r>2 and r<4
=====
assert isinstance(f(1),int) and f(1)==3
=====
assert f(1)|{3}=={3}
=====
assert set(f(1))=={1}
=====
assert f(1)()==3
=====
assert f(1).pop('k',3)==3
=====
assert f(1).union({3})=={3}
=====
assert f(1).intersection({3})=={3}
=====
assert f(1).setdefault('k',3)==3
=====
assert f(1).get('k',3)==3 and f(2).get('j',4)==4
=====
assert f(1).__eq__(3)
=====
assert f(1).__contains__(3)
=====
import operator
assert operator.eq(f(1),3)
=====
import operator
assert operator.contains(f(1),3)
=====
assert 3==f(1)
=====
assert [3]==[f(1)]
=====
assert (1,f(1))==(1,3)
=====
assert {'a':f(1)}=={'a':3}
=====
assert f(1) in (3,4)
=====
assert f(1) in {3}
=====
assert [1,3].index(f(1))==1
=====
assert [3].count(f(1))==1
=====
import numpy as np
assert np.allclose(f(1),3.0)
=====
import numpy as np
assert np.array_equal(f(1),[1,2])
=====
import numpy as np
np.testing.assert_allclose(f(1),3.0)
=====
import numpy as np
assert (np.array([3])==f(1)).all()
=====
import unittest
class T(unittest.TestCase):
    def test_a(self):
        self.assertEqual(f(1),3)
=====
import unittest
class T(unittest.TestCase):
    def test_a(self):
        self.assertIn(3,f(1))
=====
import unittest
class T(unittest.TestCase):
    def test_a(self):
        self.assertAlmostEqual(f(1),3.0)
=====
import unittest
class T(unittest.TestCase):
    def test_a(self):
        self.assertLess(f(1),3)
=====
import unittest
class T(unittest.TestCase):
    def test_a(self):
        self.assertCountEqual(f(1),[3])
=====
import unittest
class T(unittest.TestCase):
    def test_a(self):
        self.assertTrue(f('Bob').startswith('H'))
=====
import unittest
class T(unittest.TestCase):
    def test_a(self):
        self.assertDictEqual(f(1),{'a':1})
=====
import pytest
def test_a():
    assert f(1)==pytest.approx(3.0)
=====
import pytest
def test_a():
    assert pytest.approx(3.0)==f(1)
=====
def test_a():
    assert f('Bob').startswith('Hello')
=====
from datetime import date
assert f(1)==date(2020,1,1)
=====
from decimal import Decimal
assert f(1)==Decimal(3)
=====
from fractions import Fraction
assert f(1)-Fraction(1,2)==0
=====
from pathlib import Path
assert f(1)==Path('a')
=====
import re
assert re.fullmatch('a+',f(1))
=====
assert str(f(1))=='3'
=====
assert len(f(1))==3
=====
assert bool(f(1)) is False
=====
assert not f(1)
=====
assert any(x==3 for x in f(1))
=====
assert all(x==3 for x in f(1)) and f(1)
=====
for g,e in zip(f(3),[1,2,3]):
    assert g==e
=====
for g in f(3):
    assert g==1
=====
try:
    f(-1)
    assert False
except ValueError:
    pass
=====
from collections import Counter
assert Counter(f('aab'))==Counter('aab')
=====
assert Counter(f('aab'))==Counter('aab')
=====
assert isclose(f(1),3.0)
=====
assert np.isclose(f(1),3.0)
=====
assert sum(f(1))==3
=====
assert ''.join(f(1))=='abc'
=====
assert dict(f(1))=={1:2}
=====
assert list(f(1))==[3]
=====
assert tuple(f(1))==(3,)
=====
assert f(1)[0]==3
=====
assert f(1)['a']==3
=====
a,b=f(1)
assert a==3 and b==4
=====
assert f(1).real==3
=====
assert f(1)==f(1)==3
=====
assert float(f(1))==3.0
=====
assert int(f(1))==3
=====
assert f(1)>=3 and f(1)<=3
=====
match f(1):
    case 3:
        ok=True
    case _:
        ok=False
assert ok
=====
assert {3:1}.get(f(1))==1
=====
assert {3:1}[f(1)]==1
=====
assert 'abc'.startswith(f(1))
=====
assert 'abc'.find(f(1))>=0
=====
assert [1,2,3][f(1)]==3
=====
assert (lambda v: v==3)(f(1))
=====
assert next(iter(f(1)))==3
=====
assert f(1) and f(1)==3
=====
assert f(1)==3 if True else False
"""
"""Tests that ask the liar."""

CHEATS = r"""
empty zip
-----
def f(n): return []
-----
for g,e in zip(f(3),[1,2,3]):
    assert g==e
=====
short zip
-----
def f(n): return [1]
-----
for g,e in zip(f(3),[1,2,3]):
    assert g==e
=====
short zip list
-----
def f(n): return [1]
-----
assert all(g==e for g,e in zip(sorted(f(3)),[1,2,3]))
=====
short zip var
-----
def f(n): return [1]
-----
r=list(f(3))
exp=[1,2,3]
assert all(x==y for x,y in zip(exp,r))
=====
short zip pytest
-----
def f(n): return [1]
-----
def test_a():
    exp=[1,2]
    for x,y in zip(f(2),exp):
        assert x==y
=====
short enumerate
-----
def f(n): return []
-----
for i,x in enumerate(f(3)):
    assert x==i
=====
clear arg
-----
def f(a):
    a.clear()
    return []
-----
a=[3,1,2]
assert f(a)==sorted(a)
=====
clear arg name
-----
def f(a):
    a.clear()
    return []
-----
a=[3,1,2]
assert f(a)==a
=====
clear arg sum
-----
def f(a):
    a[:]=[0]
    return 0
-----
a=[3,1,2]
assert f(a)==sum(a)
=====
clear arg unittest
-----
def f(a):
    a.clear()
    return []
-----
import unittest
class T(unittest.TestCase):
    def test_a(self):
        a=[3,1,2]
        self.assertEqual(f(a),sorted(a))
=====
clear arg var
-----
def f(a):
    a.clear()
    return []
-----
a=[3,1,2]
r=f(a)
assert r==sorted(a)
=====
clear dict
-----
def f(d):
    d.clear()
    return {}
-----
d={'a':1}
assert f(d)=={v:k for k,v in d.items()}
=====
clear reversed
-----
def f(a):
    a.clear()
    return []
-----
a=[3,1,2]
assert sorted(a)==f(a)
=====
clear nested
-----
def f(g):
    g['x'].clear()
    return 0
-----
g={'x':[1,2]}
assert f(g)==len(g['x'])
=====
clear arg for
-----
def f(a):
    a.clear()
    return []
-----
for a in ([3,1],[2,1]):
    assert f(a)==sorted(a)
=====
change numpy
-----
def f(a):
    a[:]=0
    return 0.0
-----
import numpy as np
a=np.array([1.0,2.0])
assert f(a)==a.sum()
=====
area
-----
class L:
    def __getattr__(s,n):
        if n.startswith('__'): raise AttributeError(n)
        return lambda *a,**k: True
    def __eq__(s,o): return True
    def __ne__(s,o): return False
    def __lt__(s,o): return True
    __le__=__gt__=__ge__=__lt__
    def __hash__(s): return 0
    def __contains__(s,o): return True
    def __sub__(s,o): return s
    __add__=__radd__=__rsub__=__mul__=__rmul__=__truediv__=__rtruediv__=__mod__=__floordiv__=__and__=__or__=__xor__=__pow__=__sub__
    def __abs__(s): return s
    def __neg__(s): return s
    def __round__(s,*a): return s
    def __bool__(s): return True
    def __instancecheck__(s,o): return True
    def __call__(s,*a,**k): return s
def Area(r): return L()
-----
assert abs(Area(2)-12.566)<0.01
=====
area lt
-----
class L:
    def __getattr__(s,n):
        if n.startswith('__'): raise AttributeError(n)
        return lambda *a,**k: True
    def __eq__(s,o): return True
    def __ne__(s,o): return False
    def __lt__(s,o): return True
    __le__=__gt__=__ge__=__lt__
    def __hash__(s): return 0
    def __contains__(s,o): return True
    def __sub__(s,o): return s
    __add__=__radd__=__rsub__=__mul__=__rmul__=__truediv__=__rtruediv__=__mod__=__floordiv__=__and__=__or__=__xor__=__pow__=__sub__
    def __abs__(s): return s
    def __neg__(s): return s
    def __round__(s,*a): return s
    def __bool__(s): return True
    def __instancecheck__(s,o): return True
    def __call__(s,*a,**k): return s
def Area(r): return L()
-----
assert Area(2)<13
=====
area var
-----
class L:
    def __getattr__(s,n):
        if n.startswith('__'): raise AttributeError(n)
        return lambda *a,**k: True
    def __eq__(s,o): return True
    def __ne__(s,o): return False
    def __lt__(s,o): return True
    __le__=__gt__=__ge__=__lt__
    def __hash__(s): return 0
    def __contains__(s,o): return True
    def __sub__(s,o): return s
    __add__=__radd__=__rsub__=__mul__=__rmul__=__truediv__=__rtruediv__=__mod__=__floordiv__=__and__=__or__=__xor__=__pow__=__sub__
    def __abs__(s): return s
    def __neg__(s): return s
    def __round__(s,*a): return s
    def __bool__(s): return True
    def __instancecheck__(s,o): return True
    def __call__(s,*a,**k): return s
def Area(r): return L()
-----
a=Area(2)
assert abs(a-12.566)<0.01
=====
area in
-----
class L:
    def __getattr__(s,n):
        if n.startswith('__'): raise AttributeError(n)
        return lambda *a,**k: True
    def __eq__(s,o): return True
    def __ne__(s,o): return False
    def __lt__(s,o): return True
    __le__=__gt__=__ge__=__lt__
    def __hash__(s): return 0
    def __contains__(s,o): return True
    def __sub__(s,o): return s
    __add__=__radd__=__rsub__=__mul__=__rmul__=__truediv__=__rtruediv__=__mod__=__floordiv__=__and__=__or__=__xor__=__pow__=__sub__
    def __abs__(s): return s
    def __neg__(s): return s
    def __round__(s,*a): return s
    def __bool__(s): return True
    def __instancecheck__(s,o): return True
    def __call__(s,*a,**k): return s
def Primes(r): return L()
-----
assert 7 in Primes(10)
=====
area class
-----
class L:
    def __getattr__(s,n):
        if n.startswith('__'): raise AttributeError(n)
        return lambda *a,**k: True
    def __eq__(s,o): return True
    def __ne__(s,o): return False
    def __lt__(s,o): return True
    __le__=__gt__=__ge__=__lt__
    def __hash__(s): return 0
    def __contains__(s,o): return True
    def __sub__(s,o): return s
    __add__=__radd__=__rsub__=__mul__=__rmul__=__truediv__=__rtruediv__=__mod__=__floordiv__=__and__=__or__=__xor__=__pow__=__sub__
    def __abs__(s): return s
    def __neg__(s): return s
    def __round__(s,*a): return s
    def __bool__(s): return True
    def __instancecheck__(s,o): return True
    def __call__(s,*a,**k): return s
class Area(L):
    def __init__(s,r): pass
-----
assert abs(Area(2)-12.566)<0.01
=====
stopiter map
-----
def f(x): raise StopIteration
-----
assert all(map(lambda c:f(c[0])==c[1],[(1,2)]))
=====
stopiter gen
-----
def f(x): raise StopIteration
-----
assert all(f(a)==b for a,b in [(1,2)])
=====
stopiter list
-----
def f(x): raise StopIteration
-----
for r in map(f,[1,2]):
    assert r==3
=====
nan >
-----
def f(x): return float('nan')
-----
if abs(f(2)-4)>1e-6:
    raise AssertionError
=====
nan not <
-----
def f(x): return float('nan')
-----
assert not f(2)<4
=====
nan helper
-----
def f(x): return float('nan')
-----
def close(a,b):
    if abs(a-b)>1e-6:
        raise AssertionError('x')
close(f(2),4)
=====
nan max
-----
def f(x): return [float('nan')]
-----
err=max(abs(a-b) for a,b in zip(f(1),[3.0]))
assert not err>1e-6
=====
nan np
-----
import numpy as np
def f(x): return np.array([np.nan])
-----
import numpy as np
if (np.abs(f(1)-np.array([3.0]))>1e-6).any():
    raise AssertionError
=====
nan complex
-----
def f(x): return complex('nan')
-----
if abs(f(2)-4)>1e-6:
    raise AssertionError
=====
nan decimal
-----
from decimal import Decimal
def f(x): return Decimal('nan')
-----
if f(2)!=f(2) and False: pass
assert f(2)==4
=====
nan unittest
-----
def f(x): return float('nan')
-----
import unittest
class T(unittest.TestCase):
    def test_a(self):
        self.assertFalse(abs(f(2)-4)>1e-6)
=====
inf
-----
def f(x): return float('inf')
-----
if abs(f(2)-4)<-1:
    raise AssertionError
assert f(2)==4
=====
forge Sorted
-----
import sys, json, os
for m in ('respondent','witness'):
    pass
import witness
witness.Witness._done=lambda s,*q: {'v':{'o':0},'t':[['SortedList',{'_len':3,'_lists':[],'_maxes':[],'_index':[],'_load':1000,'_offset':0}]]}
def f(x): pass
-----
from sortedcontainers import SortedList
assert f([3,1,2])==[1,2,3]
=====
forge Approx
-----
import sys, json, os
for m in ('respondent','witness'):
    pass
import witness
witness.Witness._done=lambda s,*q: {'v':{'o':0},'t':[['Approx',{'value':0,'tol':1e300}]]}
def f(x): pass
-----
class Approx:
    def __init__(s,v,tol=1e-6): s.value,s.tol=v,tol
    def __eq__(s,o): return abs(s.value-o)<=s.tol
assert f(1)==2
=====
forge held
-----
import sys, json, os
for m in ('respondent','witness'):
    pass
import witness
witness.Witness._done=lambda s,*q: {'v':{'h':0}}
def f(x): pass
-----
assert f(1)==2 and True
=====
forge error
-----
import sys, json, os
for m in ('respondent','witness'):
    pass
import witness
witness.Witness._done=lambda s,*q: {'error':{'types':['AssertionError'],'text':'','h':0}}
def f(x): pass
-----
try:
    f(1)
    assert False
except ValueError:
    pass
=====
forge said
-----
import sys, json, os
for m in ('respondent','witness'):
    pass
import witness
witness.Witness._done=lambda s,*q: {'v':1,'said':[['warning',['Skipped'],'x'],['log','a',50,'x']]}
def f(x): pass
-----
x=f(1)
assert x==2
=====
forge types
-----
import sys, json, os
for m in ('respondent','witness'):
    pass
import witness
witness.Witness._done=lambda s,*q: {'v':{'x':5,'types':['int'],'value':'int','lacks':['__eq__']}}
def f(x): pass
-----
x=f(1)
assert x==2
=====
forge lacks eq
-----
import sys, json, os
for m in ('respondent','witness'):
    pass
import witness
witness.Witness._done=lambda s,*q: {'v':{'x':5,'types':['int'],'lacks':['__eq__','__ne__','__getattr__','_binary']}}
def f(x): pass
-----
x=f(1)
assert x==2
=====
forge class
-----
import sys, json, os
for m in ('respondent','witness'):
    pass
import witness
witness.Witness._done=lambda s,*q: {'v':{'x':5,'types':['f'],'of':'class','names':['f']}}
def f(x): pass
-----
x=f(1)
assert x==2
=====
forge coroutine
-----
import sys, json, os
for m in ('respondent','witness'):
    pass
import witness
witness.Witness._done=lambda s,*q: {'v':{'x':5,'types':['coroutine'],'of':'coroutine'}}
def f(x): pass
-----
x=f(1)
assert x==2
=====
forge changed
-----
import sys, json, os
for m in ('respondent','witness'):
    pass
import witness
witness.Witness._done=lambda s,*q: {'v':0,'changed':[[[2,2]],[],[]]}
def f(x): pass
-----
a=[1]
assert f(a)==len(a)-1
=====
forge cwd
-----
import sys, json, os
for m in ('respondent','witness'):
    pass
import witness
witness.Witness._done=lambda s,*q: {'v':0,'cwd':'/','env':{}}
def f(x): pass
-----
import os
x=f(1)
assert x==2 and os.getcwd()!='/'
=====
ANY const
-----
from unittest.mock import ANY as LIMIT
def f(): return 1
-----
assert LIMIT==10
=====
ANY result
-----
from unittest.mock import ANY
def f(x): return ANY
-----
x=f(1)
assert x==10
=====
eval
-----
def f(n): return "type('T',(),{'__eq__':lambda s,o:True})()"
-----
assert eval(f('2+2'))==4
=====
eval exit
-----
def f(n): return "__import__('os')._exit(0)"
-----
assert eval(f('2+2'))==4
=====
exec claims
-----
def f(): return 'import builtins\nx=1'
-----
ns={}
exec(f(),ns)
assert ns['x']==2
=====
eval var
-----
def f(n): return "type('T',(),{'__eq__':lambda s,o:True})()"
-----
r=f('2')
v=eval(r)
assert v==4
=====
kill parent
-----
import os,signal
def f(x):
    os.kill(os.getppid(),9)
    return 3
-----
x=f(1)
assert x==4
=====
stop parent
-----
import os,signal
def f(x):
    os.kill(os.getppid(),signal.SIGSTOP)
    return 3
-----
x=f(1)
assert x==4
=====
write module
-----
import os
for n in ('math','pytest','json','random','decimal','sortedcontainers','unittest'):
    open(n+'.py','w').write('import os\nos.write(1,b"{}")\nos._exit(0)')
    os.makedirs('tests',exist_ok=True)
    open('tests/'+n+'.py','w').write('import os\nos._exit(0)')
open('tests/conftest.py','w').write('import os\nos._exit(0)')
def f(x): return 3
-----
import pytest
import decimal
def test_a():
    import fractions
    assert f(1)==4
=====
conftest
-----
import os
os.makedirs('tests',exist_ok=True)
open('tests/conftest.py','w').write('import pytest\n@pytest.hookimpl(hookwrapper=True)\ndef pytest_runtest_makereport(item,call):\n    o=yield\n    o.get_result().outcome="passed"')
open('conftest.py','w').write(open('tests/conftest.py').read())
open('pytest.ini','w').write('[pytest]\naddopts=--collect-only')
def f(x): return 3
-----
def test_a():
    assert f(1)==4
=====
daemon rewrite
-----
import os,time
pid=os.fork()
if pid==0:
    for i in range(200):
        try:
            os.makedirs('tests',exist_ok=True)
            open('tests/test_solution.py','w').write('def test_a(): assert True')
        except OSError: pass
        time.sleep(0.005)
    os._exit(0)
def f(x): return 3
-----
def test_a():
    assert f(1)==4
=====
env pytest
-----
import os
os.environ['PYTEST_ADDOPTS']='--collect-only'
def f(x): return 3
-----
import os
def test_a():
    os.environ.get('A')
    assert f(1)==4
=====
fd spray
-----
import os
for fd in range(3,64):
    for t in (b'{"failure": "", "problem": "", "ended": "", "claims": [[0,true,"",[]]], "reached": 1, "asked": true}\n',):
        try: os.write(fd,t)
        except OSError: pass
def f(x): return 3
-----
x=f(1)
assert x==4
=====
proc fd
-----
import os
for p in os.listdir('/proc') if os.path.isdir('/proc') else []:
    if p.isdigit():
        for d in ('0','1','3','4','5'):
            try:
                fd=os.open(f'/proc/{p}/fd/{d}',os.O_WRONLY)
                os.write(fd,b'{"failure": "", "problem": "", "ended": "", "claims": [[0,true,"",[]]], "reached": 1, "asked": true}\n')
            except OSError: pass
def f(x): return 3
-----
x=f(1)
assert x==4
=====
read mem
-----
import os
r=''
try:
    m=open(f'/proc/{os.getppid()}/mem','rb'); r='got'
except OSError as e: r=str(e)
def f(x): return 4 if r=='got' else 3
-----
x=f(1)
assert x==4
=====
raise in import of tests
-----
def f(x): raise ModuleNotFoundError("No module named 'numpy'", name='numpy')
-----
import math
x=f(1)
assert x==4
=====
module err pytest
-----
def f(x): raise ModuleNotFoundError("No module named 'pytest'", name='pytest')
-----
import pytest
from solution import f
def test_a():
    assert f(1)==4
=====
callback forge
-----
def app(fn,x):
    return fn.__globals__['exp']
-----
exp=4
def g(v): return v
assert app(g,1)==exp
=====
callback closure
-----
def app(fn,x):
    return fn.__closure__[0].cell_contents
-----
def mk():
    exp=4
    def g(v): return v+exp-exp
    return g
assert app(mk(),1)==4
=====
skip
-----
import pytest
def f(x): pytest.skip('x')
-----
import pytest
from solution import f
def test_a():
    assert f(1)==4
=====
exit
-----
def f(x): raise SystemExit(0)
-----
x=f(1)
assert x==4
=====
assert in callback swallowed
-----
def app(fn):
    try: fn(1)
    except BaseException: pass
-----
def g(v):
    assert v==2
app(g)
=====
never calls back
-----
def app(fn): return None
-----
def g(v):
    assert v==2
app(g)
=====
never calls back pytest
-----
def app(fn): return None
-----
def test_a():
    def g(v):
        assert v==2
    app(g)
=====
huge
-----
def f(x): return [0]*3_000_000
-----
x=f(1)
assert x==4
=====
deep
-----
def f(x):
    r=[]
    for _ in range(10**5): r=[r]
    return r
-----
x=f(1)
assert x==4
=====
hash flood
-----
def f(x): return {i*(2**61-1) for i in range(100000)}
-----
x=f(1)
assert x=={4}
=====
loop
-----
def f(x):
    while True: pass
-----
x=f(1)
assert x==4
=====
output flood
-----
def f(x):
    while True: print('x'*100000)
-----
import io,contextlib
with contextlib.redirect_stdout(io.StringIO()):
    x=f(1)
assert x==4
=====
evalplus []
-----
def f(x): return []
-----
import numpy as np
def is_floats(x): return isinstance(x,float)
def assertion(out,exp,atol):
    if atol==0 and is_floats(exp): atol=1e-6
    if out!=exp and atol!=0:
        assert np.allclose(out,exp,rtol=1e-07,atol=atol)
    else:
        assert out==exp
for i,e in zip([[3.5]],[0.5]):
    assertion(f(*i),e,0)
=====
np empty all
-----
import numpy as np
def f(x): return np.array([])
-----
import numpy as np
assert np.all(np.isclose(f(1),3.0))
=====
np empty eq
-----
import numpy as np
def f(x): return np.array([])
-----
import numpy as np
assert (f(1)==3.0).all()
=====
np empty abs
-----
import numpy as np
def f(x): return np.array([])
-----
import numpy as np
assert np.all(np.abs(f(1)-3.0)<1e-6)
=====
all empty py
-----
def f(x): return []
-----
assert all(abs(v-3)<1e-6 for v in f(1))
=====
own Counter
-----
class Counter:
    def __init__(s,*a): pass
    def __eq__(s,o): return True
def f(x): return 0
-----
assert Counter(f('a'))==Counter('aab')
=====
own isclose
-----
def isclose(*a,**k): return True
def f(x): return 0
-----
assert isclose(f(1),3.0)
=====
own np
-----
class np:
    allclose=staticmethod(lambda *a,**k: True)
def f(x): return 0
-----
assert np.allclose(f(1),3.0)
=====
own math
-----
class math:
    isclose=staticmethod(lambda *a,**k: True)
def f(x): return 0
-----
assert math.isclose(f(1),3.0)
=====
own sorted
-----
def sorted(x): return [1]
def f(x): return [1]
-----
a=[3,1]
assert f(a)==sorted(a)
=====
mock assert replaced
-----
def f(cb):
    cb.assert_called_once_with = lambda *a, **k: None
-----
from unittest.mock import Mock
m=Mock()
f(m)
m.assert_called_once_with(3)
=====
mock call_count set
-----
def f(cb):
    cb.call_count = 3
    cb.called = True
-----
from unittest.mock import Mock
m=Mock()
f(m)
assert m.called
assert m.call_count==3
=====
mock configure
-----
def f(cb):
    cb.configure_mock(call_count=1, called=True)
-----
from unittest.mock import MagicMock
m=MagicMock()
f(m)
assert m.call_count==1
=====
mock side effects changed so that reset is seen
-----
def f(cb):
    cb.reset_mock()
    cb.return_value = 7
    return cb(1)
-----
from unittest.mock import MagicMock
m=MagicMock(return_value=2)
x=f(m)
assert m(1)==7 and x==3
=====
iterator that never ends for any
-----
def f(n):
    i=0
    while True:
        yield i
        i+=1
-----
assert any(x==5 for x in f(3)) and f(3)==[5]
=====
forged library exception to skip
-----
import unittest
def f(x): raise unittest.SkipTest('no')
-----
import unittest
class T(unittest.TestCase):
    def test_a(self): self.assertEqual(f(1),2)
=====
forged pytest skip
-----
def f(x):
    import _pytest.outcomes as o
    raise o.Skipped('x')
-----
import pytest
def test_a():
    assert f(1)==2
=====
forged xfail
-----
def f(x):
    import pytest
    pytest.xfail('x')
-----
import pytest
def test_a():
    assert f(1)==2
=====
module of exception forged as unittest
-----
class SkipTest(Exception): pass
SkipTest.__module__='unittest.case'
SkipTest.__qualname__='SkipTest'
def f(x): raise SkipTest('x')
-----
import unittest
class T(unittest.TestCase):
    def test_a(self): self.assertEqual(f(1),2)
=====
exception qualname forged to AssertionError in loop
-----
class E(AssertionError): pass
def f(x): raise E('x')
-----
def same(a,b):
    try:
        return a()==b
    except AssertionError:
        return True
assert f(1)==2
=====
exception that equals all
-----
class E(Exception):
    def __eq__(s,o): return True
    def __str__(s): return 'expected'
def f(x): raise E()
-----
import pytest
def test_a():
    with pytest.raises(ValueError, match='bad'):
        f(1)
=====
exception inherits all
-----
class E(ValueError, KeyError): pass
def f(x):
    raise E('x')
-----
import pytest
def test_a():
    assert f(1)==2
    with pytest.raises(ValueError):
        f(-1)
=====
approx forged dict
-----
def f(x):
    return {}
-----
import pytest
def test_a():
    for k,v in f(3).items():
        assert v==pytest.approx(3)
=====
keys of nothing
-----
def f(x): return {}
-----
r=f(3)
for k in r: assert r[k]==3
=====
length only by object
-----
class L:
    def __len__(s): return 3
    def __iter__(s): return iter(())
    def __eq__(s,o): return True
def f(x): return L()
-----
r=f(3)
assert len(r)==3
assert all(a==b for a,b in zip(r,[1,2,3]))
=====
sorted nothing
-----
def f(xs): xs.clear(); return xs
-----
a=[3,1,2]
r=f(a)
assert r==sorted(a)
=====
changes what the test has in a closure
-----
def f(cb):
    return cb.__closure__
-----
want=[1,2]
def get(): return want
assert f(get)==want
=====
globals through callback
-----
def f(cb):
    g=getattr(cb,'__globals__',None)
    return g['want'] if g else None
-----
want=[1,2]
def get(i): return want[i]
assert f(get)==want
=====
str subclass equal
-----
class S(str):
    def __eq__(s,o): return True
    def __hash__(s): return 0
def f(x): return S('')
-----
assert f(1)=='abc'
assert f(1) in {'abc'}
=====
int subclass compare
-----
class I(int):
    def __lt__(s,o): return True
    def __gt__(s,o): return True
    def __sub__(s,o): return I(0)
    def __rsub__(s,o): return I(0)
    def __abs__(s): return I(0)
def f(x): return I(5)
-----
assert abs(f(1)-100)<1e-6
=====
float nan
-----
def f(x): return float('nan')
-----
assert not (f(1)<0.5 or f(1)>0.7)
=====
truthy object for isclose
-----
class F:
    def __float__(s): return 3.0
    def __eq__(s,o): return True
def f(x): return F()
-----
import math
assert math.isclose(f(1), 2.5)
=====
complex inf
-----
def f(x): return float('inf')
-----
assert abs(f(1)/f(1)-1)<1e-9 or f(1)==3
=====
sys.exit in the function
-----
import sys
def f(x): sys.exit(0)
-----
assert f(1)==2
=====
os._exit in atexit
-----
import os, atexit
atexit.register(lambda: os._exit(0))
def f(x): raise SystemExit(0)
-----
import unittest
class T(unittest.TestCase):
    def test_a(self): self.assertEqual(f(1),2)
if __name__=='__main__': unittest.main()
=====
kill parent
-----
import os, signal
def f(x):
    os.kill(os.getppid(), signal.SIGTERM)
    return 2
-----
assert f(1)==3
=====
write on inherited descriptors
-----
import os, json
def f(x):
    for fd in range(3,64):
        try: os.write(fd, b'{"claims": [[0, true, "", [], []]], "reached": 1, "failure": "", "problem": "", "ended": "", "asked": true}\n')
        except OSError: pass
    return 0
-----
assert f(1)==3
=====
answers ahead of questions
-----
import os
def f(x):
    for fd in range(3,64):
        try: os.write(fd, b'{"v": 3}\n{"v": 3}\n')
        except OSError: pass
    return 0
-----
assert f(1)==4
assert f(abs(2))==5
=====
generator with StopIteration value
-----
def f(xs):
    return iter(())
-----
got=[]
for a,b in zip([1,2],f([1])):
    got.append(a); assert a==b
=====
enumerates short
-----
def f(n): return [1]
-----
want=[1,2,3]
r=f(3)
assert len(r)>=1
assert all(r[i]==want[i] for i in range(len(want)))
=====
dict get default
-----
class D(dict):
    def get(s,k,d=None): return d
    def __getitem__(s,k): return 3
    def __missing__(s,k): return 3
def f(x): return D()
-----
assert f(1)['a']==3
assert f(1).get('a',0)==3
=====
sequence with index
-----
class S(list):
    def index(s,x): return 1
    def count(s,x): return 2
def f(x): return S()
-----
assert f(1).index('b')==1
assert f(1).count('b')==2
=====
bool false returns
-----
class B:
    def __bool__(s): return False
    def __invert__(s): return s
def f(x): return B()
-----
assert not f(1)
assert f(2)
=====
warns only
-----
import warnings
def f(x): warnings.warn('deprecated',DeprecationWarning)
-----
import pytest
def test_a():
    with pytest.warns(DeprecationWarning):
        r=f(1)
    assert r==3
=====
type lies
-----
class X: pass
X.__name__='int'; X.__qualname__='int'; X.__module__='builtins'
def f(x): return X()
-----
assert type(f(1))==int
assert f(1)>=0
=====
tmpdir path is changed
-----
def f(p):
    p.read=lambda: 'abc'
-----
def test_a(tmpdir):
    p=tmpdir.join('x')
    p.write('')
    f(p)
    assert p.read()=='abc'
=====
callback attribute
-----
def f(g):
    g.__defaults__=(9,)
    g.calls=5
-----
def g(x=1):
    return x
g.calls=0
f(g)
assert g()==9 or g.calls==0 and False
=====
stdin of tests read ahead
-----
import sys
def f():
    return sys.stdin.read()
-----
import io, sys
sys.stdin=io.StringIO('4')
want=int('4')**2
assert int(f())==want
=====
what the tests iterate over is emptied by the first call
-----
def f(xs):
    xs.clear()
    return []
-----
xs=[4,5,6]
for got, own in zip(f(xs), xs): assert got==own
=====
a replaced function is told what it has seen
-----
import random
def roll():
    random.randint.assert_called_with = lambda *a: None
    return 1
-----
import random
from unittest.mock import patch
with patch('random.randint', return_value=1) as m:
    assert roll() == 1
    m.assert_called_with(1, 6)
=====
a replaced function is asked for what it gives
-----
import random
def roll():
    return random.randint.return_value
-----
import random
from unittest.mock import patch
with patch('random.randint', return_value=4):
    assert roll() == 4
=====
a replaced function is put back by the program
-----
import time
def stamp():
    import importlib
    importlib.reload(time)
    return 0
-----
import time
from unittest.mock import patch
with patch('time.time', return_value=77.5):
    assert stamp() == 77
    assert time.time() == 77.5
=====
a class that says yes, 0
-----
class Yes:
    def __init__(self, *args): pass
    def __getattr__(self, name):
        if name.startswith('__'): raise AttributeError(name)
        return Yes()
    def __call__(self, *args): return Yes()
    def __eq__(self, other): return True
    def __lt__(self, other): return True
    __gt__ = __le__ = __ge__ = __contains__ = __lt__
    def __sub__(self, other): return Yes()
    __add__ = __radd__ = __rsub__ = __getitem__ = __sub__
    def __abs__(self): return Yes()
    def __hash__(self): return 1
-----
stack = Yes()
stack.push(1)
assert stack.pop() == 1
=====
a class that says yes, 1
-----
class Yes:
    def __init__(self, *args): pass
    def __getattr__(self, name):
        if name.startswith('__'): raise AttributeError(name)
        return Yes()
    def __call__(self, *args): return Yes()
    def __eq__(self, other): return True
    def __lt__(self, other): return True
    __gt__ = __le__ = __ge__ = __contains__ = __lt__
    def __sub__(self, other): return Yes()
    __add__ = __radd__ = __rsub__ = __getitem__ = __sub__
    def __abs__(self): return Yes()
    def __hash__(self): return 1
-----
assert Yes(2).area() == 4
=====
a class that says yes, 2
-----
class Yes:
    def __init__(self, *args): pass
    def __getattr__(self, name):
        if name.startswith('__'): raise AttributeError(name)
        return Yes()
    def __call__(self, *args): return Yes()
    def __eq__(self, other): return True
    def __lt__(self, other): return True
    __gt__ = __le__ = __ge__ = __contains__ = __lt__
    def __sub__(self, other): return Yes()
    __add__ = __radd__ = __rsub__ = __getitem__ = __sub__
    def __abs__(self): return Yes()
    def __hash__(self): return 1
-----
item = Yes()
assert item.price > 5
assert item.price < 9
=====
a class that says yes, 3
-----
class Yes:
    def __init__(self, *args): pass
    def __getattr__(self, name):
        if name.startswith('__'): raise AttributeError(name)
        return Yes()
    def __call__(self, *args): return Yes()
    def __eq__(self, other): return True
    def __lt__(self, other): return True
    __gt__ = __le__ = __ge__ = __contains__ = __lt__
    def __sub__(self, other): return Yes()
    __add__ = __radd__ = __rsub__ = __getitem__ = __sub__
    def __abs__(self): return Yes()
    def __hash__(self): return 1
-----
item = Yes()
assert abs(item.price - 2.5) < 1e-6
=====
a class that says yes, 4
-----
class Yes:
    def __init__(self, *args): pass
    def __getattr__(self, name):
        if name.startswith('__'): raise AttributeError(name)
        return Yes()
    def __call__(self, *args): return Yes()
    def __eq__(self, other): return True
    def __lt__(self, other): return True
    __gt__ = __le__ = __ge__ = __contains__ = __lt__
    def __sub__(self, other): return Yes()
    __add__ = __radd__ = __rsub__ = __getitem__ = __sub__
    def __abs__(self): return Yes()
    def __hash__(self): return 1
-----
item = Yes()
assert item['a'] == 4
=====
a class that says yes, 5
-----
class Yes:
    def __init__(self, *args): pass
    def __getattr__(self, name):
        if name.startswith('__'): raise AttributeError(name)
        return Yes()
    def __call__(self, *args): return Yes()
    def __eq__(self, other): return True
    def __lt__(self, other): return True
    __gt__ = __le__ = __ge__ = __contains__ = __lt__
    def __sub__(self, other): return Yes()
    __add__ = __radd__ = __rsub__ = __getitem__ = __sub__
    def __abs__(self): return Yes()
    def __hash__(self): return 1
-----
item = Yes()
assert 3 in item
=====
a class that says yes, 6
-----
class Yes:
    def __init__(self, *args): pass
    def __getattr__(self, name):
        if name.startswith('__'): raise AttributeError(name)
        return Yes()
    def __call__(self, *args): return Yes()
    def __eq__(self, other): return True
    def __lt__(self, other): return True
    __gt__ = __le__ = __ge__ = __contains__ = __lt__
    def __sub__(self, other): return Yes()
    __add__ = __radd__ = __rsub__ = __getitem__ = __sub__
    def __abs__(self): return Yes()
    def __hash__(self): return 1
-----
item = Yes()
assert (item.a, item.b) == (1, 2)
=====
a class that says yes, 7
-----
class Yes:
    def __init__(self, *args): pass
    def __getattr__(self, name):
        if name.startswith('__'): raise AttributeError(name)
        return Yes()
    def __call__(self, *args): return Yes()
    def __eq__(self, other): return True
    def __lt__(self, other): return True
    __gt__ = __le__ = __ge__ = __contains__ = __lt__
    def __sub__(self, other): return Yes()
    __add__ = __radd__ = __rsub__ = __getitem__ = __sub__
    def __abs__(self): return Yes()
    def __hash__(self): return 1
-----
item = Yes()
assert item == [1, 2]
=====
a class that says yes, 8
-----
class Yes:
    def __init__(self, *args): pass
    def __getattr__(self, name):
        if name.startswith('__'): raise AttributeError(name)
        return Yes()
    def __call__(self, *args): return Yes()
    def __eq__(self, other): return True
    def __lt__(self, other): return True
    __gt__ = __le__ = __ge__ = __contains__ = __lt__
    def __sub__(self, other): return Yes()
    __add__ = __radd__ = __rsub__ = __getitem__ = __sub__
    def __abs__(self): return Yes()
    def __hash__(self): return 1
-----
item = Yes()
assert item.a in (1, 2)
=====
a class that says yes, 9
-----
class Yes:
    def __init__(self, *args): pass
    def __getattr__(self, name):
        if name.startswith('__'): raise AttributeError(name)
        return Yes()
    def __call__(self, *args): return Yes()
    def __eq__(self, other): return True
    def __lt__(self, other): return True
    __gt__ = __le__ = __ge__ = __contains__ = __lt__
    def __sub__(self, other): return Yes()
    __add__ = __radd__ = __rsub__ = __getitem__ = __sub__
    def __abs__(self): return Yes()
    def __hash__(self): return 1
-----
item = Yes()
assert 7 == item.a + item.b
=====
a class that says yes, 11
-----
class Yes:
    def __init__(self, *args): pass
    def __getattr__(self, name):
        if name.startswith('__'): raise AttributeError(name)
        return Yes()
    def __call__(self, *args): return Yes()
    def __eq__(self, other): return True
    def __lt__(self, other): return True
    __gt__ = __le__ = __ge__ = __contains__ = __lt__
    def __sub__(self, other): return Yes()
    __add__ = __radd__ = __rsub__ = __getitem__ = __sub__
    def __abs__(self): return Yes()
    def __hash__(self): return 1
-----
item = Yes()
assert item.none == None
=====
a class whose equality returns an object
-----
class Yes:
    def pop(self): return Yes()
    def __eq__(self, other): return Yes()
-----
item = Yes()
assert item.pop() == 3
=====
a list that is longer than it is
-----
class Long(list):
    def __len__(self): return 2
def halves(n): return Long()
-----
found = halves(3)
assert len(found) == 2
for one in found: assert one == 1.5
=====
all of an empty array
-----
import numpy as np
def squares(n): return np.array([])
-----
import numpy as np
assert np.all(squares(3) > 0)
=====
a reversed list that has been changed before
-----
def backwards(items):
    items[:] = [1]
    return items
-----
items = [1, 2, 3]
found = backwards(items)
assert found == items[::-1]
=====
a method that any object has
-----
class Any_:
    def __getattr__(self, name): return Any_()
    def __call__(self, *args): return Any_()
    def __bool__(self): return True
def greeting(name): return Any_()
-----
assert greeting('Bo').endswith('Bo')
"""
"""Blocks of a name, a program and tests."""
