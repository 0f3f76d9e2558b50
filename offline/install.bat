@echo off
chcp 936 >nul
setlocal
cd /d "%~dp0"

set "PYTHON="
for %%v in (3.13 3.12 3.11) do call :try py -%%v
call :try python
if not defined PYTHON goto missing

echo 正在安装，约需一分钟……
%PYTHON% -m venv environment
if errorlevel 1 goto failed
environment\Scripts\python.exe -m pip install --disable-pip-version-check --quiet --no-index --find-links wheels auditor
if errorlevel 1 goto failed
environment\Scripts\auditor.exe doctor
if errorlevel 1 goto failed
echo.
echo 安装完成。用法：auditor.bat audit 公开文件所在文件夹 --out 报告文件夹
pause
exit /b 0

:missing
echo 未找到 Python 3.11、3.12 或 3.13（64 位），请先安装 Python 再运行本文件
pause
exit /b 1

:failed
echo 安装没有完成，请把以上文字发给提供安装包的人
pause
exit /b 1

:try
if defined PYTHON exit /b 0
%* -c "import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13) or sys.maxsize < 2**32)" >nul 2>nul
if errorlevel 1 exit /b 0
set "PYTHON=%*"
exit /b 0
